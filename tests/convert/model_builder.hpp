// SPDX-License-Identifier: Apache-2.0
// Builds int8 models operator by operator, with weights made of a fixed sequence of pseudo-random
// numbers. What it has built is in `file`, where a test may change any field.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <random>
#include <string>

#include "convert/model_file.hpp"
#include "tyto/core/numerics.hpp"

namespace tyto::test {

class model_builder {
 public:
  model_file file;

  // What activations are stored as: INT8, or INT16 of zero point 0 with biases of INT64.
  tflite::TensorType stored = tflite::TensorType_INT8;

  tensor_table& tensor(int i) { return file.graph.tensors.at(static_cast<std::size_t>(i)); }
  operator_table& last() { return file.graph.operators.back(); }
  tensor_table& last_input(std::size_t i) { return tensor(last().inputs.at(i)); }
  tensor_table& last_output() { return tensor(last().outputs.at(0)); }
  buffer_table& buffer_of(const tensor_table& t) { return file.buffers.at(t.buffer); }

  // The file's bytes, its last operator's output being the network's.
  std::vector<std::uint8_t> bytes() {
    file.graph.outputs = {last().outputs.at(0)};
    return file.bytes();
  }

  // ---- tensors; each returns its index

  int activation(std::vector<int> shape, quantization q, std::string name = "") {
    tensor_table t;
    t.name = name.empty() ? fmt::format("t{}", file.graph.tensors.size()) : std::move(name);
    t.shape = std::move(shape);
    t.type = stored;
    t.scale = {q.scale};
    t.zero_point = {is_wide() ? 0 : q.zero_point};
    return add_tensor(std::move(t));
  }

  int float_activation(std::vector<int> shape) {
    const int i = activation(std::move(shape), {});
    tensor(i).type = tflite::TensorType_FLOAT32;
    tensor(i).scale.clear();
    tensor(i).zero_point.clear();
    return i;
  }

  int input(std::vector<int> shape, quantization q) {
    file.graph.inputs = {activation(std::move(shape), q, "input")};
    return file.graph.inputs[0];
  }

  int float_input(std::vector<int> shape) {
    file.graph.inputs = {float_activation(std::move(shape))};
    return file.graph.inputs[0];
  }

  template <class T>
  int constant(std::vector<int> shape, tflite::TensorType type, const std::vector<T>& values) {
    tensor_table t;
    t.name = fmt::format("c{}", file.graph.tensors.size());
    t.shape = std::move(shape);
    t.type = type;
    t.buffer = static_cast<std::uint32_t>(file.buffers.size());
    buffer_table buffer;
    buffer.data.resize(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(buffer.data.data(), values.data(), buffer.data.size());
    file.buffers.push_back(std::move(buffer));
    return add_tensor(std::move(t));
  }

  int int32_constant(const std::vector<std::int32_t>& values) {
    return constant({static_cast<int>(values.size())}, tflite::TensorType_INT32, values);
  }

  // ---- operators; each returns its output

  // An operator of any kind with an output of its own.
  int op(tflite::BuiltinOperator kind, std::vector<int> inputs, int output,
         options_table options = {}) {
    file.graph.operators.push_back({code(kind), std::move(inputs), {output}, std::move(options)});
    return output;
  }

  // Filters of height x width; fused and pads as the options say.
  int conv(int in, int filters, int height, int width, conv_options o = {},
           std::optional<quantization> out = {}) {
    const std::vector<int> shape = tensor(in).shape;
    const int taps = height * width * shape[3];
    const int weights = random_weights({filters, height, width, shape[3]}, taps, filters, 0);
    return multiply(tflite::BuiltinOperator_CONV_2D, in, weights, filters, taps,
                    slid(shape, height, width, o, filters), o, o.fused, out);
  }

  // `multiplier` filters for each input channel.
  int depthwise(int in, int height, int width, conv_options o = {}, int multiplier = 1,
                std::optional<quantization> out = {}) {
    const std::vector<int> shape = tensor(in).shape;
    const int channels = shape[3] * multiplier;
    o.depth_multiplier = multiplier;
    const int weights = random_weights({1, height, width, channels}, height * width, channels, 3);
    return multiply(tflite::BuiltinOperator_DEPTHWISE_CONV_2D, in, weights, channels,
                    height * width, slid(shape, height, width, o, channels), o, o.fused, out);
  }

  int dense(int in, int outputs, dense_options o = {}, bool per_channel = false,
            std::optional<quantization> out = {}) {
    int taps = 1;
    for (const int dim : tensor(in).shape)
      taps *= dim;
    const int weights = random_weights({outputs, taps}, taps, per_channel ? outputs : 1, 0);
    return multiply(tflite::BuiltinOperator_FULLY_CONNECTED, in, weights, outputs, taps,
                    {1, outputs}, o, o.fused, out);
  }

  int pool(tflite::BuiltinOperator kind, int in, pool_options o) {
    const std::vector<int> shape = tensor(in).shape;
    conv_options window;
    window.padding = o.padding;
    window.stride_h = o.stride_h;
    window.stride_w = o.stride_w;
    const int out =
        activation(slid(shape, o.height, o.width, window, shape[3]), quantization_of(in));
    return op(kind, {in}, out, o);
  }

  // The subgraph `others[0]` gives the variable "v" the constant `initial` before the first run.
  void start_variable(int initial) {
    file.graph.operators.push_back(
        {code(tflite::BuiltinOperator_CALL_ONCE), {}, {}, call_once_options{1}});
    subgraph_table& once = file.others.emplace_back();
    tensor_table handle;
    handle.name = "handle";
    handle.type = tflite::TensorType_RESOURCE;
    once.tensors = {handle, tensor(initial)};
    once.operators = {{code(tflite::BuiltinOperator_VAR_HANDLE), {}, {0}, variable_options{"v"}},
                      {code(tflite::BuiltinOperator_ASSIGN_VARIABLE), {0, 1}, {}, {}}};
  }

  // The handle of the variable "v".
  int variable_handle() {
    tensor_table handle;
    handle.name = "handle";
    handle.type = tflite::TensorType_RESOURCE;
    return op(tflite::BuiltinOperator_VAR_HANDLE, {}, add_tensor(handle), variable_options{"v"});
  }

  void assign_variable(int handle, int value) {
    file.graph.operators.push_back(
        {code(tflite::BuiltinOperator_ASSIGN_VARIABLE), {handle, value}, {}, {}});
  }

  int add(int a, int b, quantization out, add_options o = {}) {
    return op(tflite::BuiltinOperator_ADD, {a, b}, activation(tensor(a).shape, out), o);
  }

  // Of a state of INT8 (zero point 3), INT16 or, as the input is, FLOAT32.
  int svdf(int in, int units, int rows, int rank, tflite::TensorType state,
           quantization out = {0.1F, -5}) {
    const bool is_float = state == tflite::TensorType_FLOAT32;
    const int filters = units * rank;
    const int inputs = tensor(in).shape.back();
    const int features =
        number_constant({filters, inputs}, is_float ? state : tflite::TensorType_INT8, 0.01F);
    const int time = number_constant({filters, rows}, state, 0.02F);
    const int bias = number_constant({units}, is_float ? state : tflite::TensorType_INT32, 0.002F);
    const int kept =
        variable({1, filters * rows}, state, {0.1F, state == tflite::TensorType_INT8 ? 3 : 0});
    const int made = is_float ? float_activation({1, units}) : activation({1, units}, out);
    return op(tflite::BuiltinOperator_SVDF, {in, features, time, bias, kept}, made,
              svdf_options{rank, tflite::ActivationFunctionType_NONE});
  }

  // As Keras makes them: no peepholes, no projection, a bias.
  int lstm(int in, int units, lstm_options o = {}) {
    const bool is_float = tensor(in).type == tflite::TensorType_FLOAT32;
    const auto weights = is_float ? tflite::TensorType_FLOAT32 : tflite::TensorType_INT8;
    const std::vector<int> shape = tensor(in).shape;
    std::vector<int> inputs(24, -1);
    inputs[0] = in;
    for (std::size_t gate = 0; gate < 4; ++gate) {
      inputs[1 + gate] = number_constant({units, shape[2]}, weights, 0.01F);
      inputs[5 + gate] = number_constant({units, units}, weights, 0.011F);
      inputs[12 + gate] =
          number_constant({units}, is_float ? weights : tflite::TensorType_INT32, 0.001F);
    }
    inputs[18] = variable({1, units}, weights, {1.0F / 128, 2});
    inputs[19] =
        variable({1, units}, is_float ? weights : tflite::TensorType_INT16, {1.0F / 2048, 0});
    std::vector<int> made = shape;
    made[2] = units;
    const int out = is_float ? float_activation(made) : activation(made, {1.0F / 128, 2});
    return op(tflite::BuiltinOperator_UNIDIRECTIONAL_SEQUENCE_LSTM, inputs, out, o);
  }

  int softmax(int in, float beta = 1.0F) {
    return op(tflite::BuiltinOperator_SOFTMAX, {in},
              activation(tensor(in).shape, {1.0F / 256, -128}), softmax_options{beta});
  }

  int reshape(int in, const std::vector<int>& shape) {
    const int wanted = int32_constant(shape);
    const int out = activation(shape, quantization_of(in));
    tensor(out).type = tensor(in).type;
    return op(tflite::BuiltinOperator_RESHAPE, {in, wanted}, out);
  }

  int squeeze(int in, const std::vector<int>& shape) {
    return op(tflite::BuiltinOperator_SQUEEZE, {in}, activation(shape, quantization_of(in)));
  }

  // Rows and columns before and after.
  int pad(int in, std::array<int, 2> rows, std::array<int, 2> columns) {
    const int amounts = constant<std::int32_t>(
        {4, 2}, tflite::TensorType_INT32, {0, 0, rows[0], rows[1], columns[0], columns[1], 0, 0});
    std::vector<int> shape = tensor(in).shape;
    shape[1] += rows[0] + rows[1];
    shape[2] += columns[0] + columns[1];
    return op(tflite::BuiltinOperator_PAD, {in, amounts}, activation(shape, quantization_of(in)));
  }

  // In blocks of block.size() axes from axis 1 on; `amounts`: before and after each.
  int space_to_batch(int in, const std::vector<int>& block, const std::vector<int>& amounts) {
    std::vector<int> shape = tensor(in).shape;
    for (std::size_t i = 0; i < block.size(); ++i) {
      shape[0] *= block[i];
      shape[i + 1] = (shape[i + 1] + amounts[2 * i] + amounts[2 * i + 1]) / block[i];
    }
    return moved_batches(tflite::BuiltinOperator_SPACE_TO_BATCH_ND, in, block, amounts, shape);
  }
  int batch_to_space(int in, const std::vector<int>& block, const std::vector<int>& amounts) {
    std::vector<int> shape = tensor(in).shape;
    for (std::size_t i = 0; i < block.size(); ++i) {
      shape[0] /= block[i];
      shape[i + 1] = shape[i + 1] * block[i] - amounts[2 * i] - amounts[2 * i + 1];
    }
    return moved_batches(tflite::BuiltinOperator_BATCH_TO_SPACE_ND, in, block, amounts, shape);
  }

  int mean(int in, const std::vector<int>& axes, std::vector<int> shape, quantization out) {
    const int constant_axes = int32_constant(axes);
    return op(tflite::BuiltinOperator_MEAN, {in, constant_axes}, activation(std::move(shape), out));
  }

  // RELU, RELU6, RELU_N1_TO_1 or QUANTIZE.
  int rescale(tflite::BuiltinOperator kind, int in, quantization out) {
    return op(kind, {in}, activation(tensor(in).shape, out));
  }

  int dequantize(int in) {
    return op(tflite::BuiltinOperator_DEQUANTIZE, {in}, float_activation(tensor(in).shape));
  }

  quantization quantization_of(int i) {
    const tensor_table& t = tensor(i);
    if (t.scale.empty()) return {};
    return {t.scale[0], static_cast<int>(t.zero_point[0])};
  }

  // -limit to limit.
  int random(int limit) {
    return static_cast<int>(generator_() % static_cast<unsigned>(2 * limit + 1)) - limit;
  }

 private:
  bool is_wide() const { return stored == tflite::TensorType_INT16; }

  int add_tensor(tensor_table t) {
    file.graph.tensors.push_back(std::move(t));
    return static_cast<int>(file.graph.tensors.size()) - 1;
  }

  int moved_batches(tflite::BuiltinOperator kind, int in, const std::vector<int>& block,
                    const std::vector<int>& amounts, std::vector<int> shape) {
    const int blocks = int32_constant(block);
    const int rows =
        constant({static_cast<int>(block.size()), 2}, tflite::TensorType_INT32, amounts);
    return op(kind, {in, blocks, rows}, activation(std::move(shape), quantization_of(in)));
  }

  int variable(std::vector<int> shape, tflite::TensorType type, quantization q) {
    const int i = type == tflite::TensorType_FLOAT32 ? float_activation(std::move(shape))
                                                     : activation(std::move(shape), q);
    tensor(i).type = type;
    tensor(i).variable = true;
    return i;
  }

  // Pseudo-random numbers, of one scale where they are integers.
  int number_constant(std::vector<int> shape, tflite::TensorType type, float scale) {
    std::size_t n = 1;
    for (const int dim : shape)
      n *= static_cast<std::size_t>(dim);
    const auto made = [&]<class T>(T, int limit, float factor) {
      std::vector<T> values(n);
      for (T& v : values)
        v = static_cast<T>(factor * static_cast<float>(random(limit)));
      return constant(std::move(shape), type, values);
    };
    if (type == tflite::TensorType_FLOAT32) return made(0.0F, 1000, 0.001F);
    const int i = type == tflite::TensorType_INT8    ? made(std::int8_t{}, 127, 1.0F)
                  : type == tflite::TensorType_INT16 ? made(std::int16_t{}, 3000, 1.0F)
                                                     : made(std::int32_t{}, 2000, 1.0F);
    tensor(i).scale = {scale};
    tensor(i).zero_point = {0};
    return i;
  }

  // As TensorFlow writes them: both fields, the older one up to 127.
  std::uint32_t code(tflite::BuiltinOperator kind) {
    for (std::size_t i = 0; i < file.codes.size(); ++i) {
      if (file.codes[i].builtin == kind) return static_cast<std::uint32_t>(i);
    }
    file.codes.push_back({kind, kind < 127 ? kind : 127, ""});
    return static_cast<std::uint32_t>(file.codes.size()) - 1;
  }

  // Their scale is such that the sum of `taps` products fills int8 at the input's own scale.
  int random_weights(std::vector<int> shape, int taps, int scales, int axis) {
    std::size_t n = 1;
    for (const int dim : shape)
      n *= static_cast<std::size_t>(dim);
    std::vector<std::int8_t> values(n);
    for (std::int8_t& v : values)
      v = static_cast<std::int8_t>(random(127));
    const int i = constant(std::move(shape), tflite::TensorType_INT8, values);
    for (int k = 0; k < scales; ++k) {
      const float variation = 1.0F + 0.005F * static_cast<float>(random(100));
      tensor(i).scale.push_back(variation / (gain * std::sqrt(static_cast<float>(taps))));
      tensor(i).zero_point.push_back(0);
    }
    tensor(i).axis = axis;
    return i;
  }

  // Convolution or dense, with a bias.
  int multiply(tflite::BuiltinOperator kind, int in, int weights, int outputs, int taps,
               std::vector<int> shape, options_table options, tflite::ActivationFunctionType fused,
               std::optional<quantization> out) {
    const float in_scale = quantization_of(in).scale;
    std::vector<std::int32_t> biases(static_cast<std::size_t>(outputs));
    for (std::int32_t& b : biases)
      b = random(20 * taps) * (is_wide() ? 256 : 1);
    const int bias = is_wide() ? constant({outputs}, tflite::TensorType_INT64,
                                          std::vector<std::int64_t>(biases.begin(), biases.end()))
                               : int32_constant(biases);
    for (const float scale : std::vector<float>(tensor(weights).scale)) {
      tensor(bias).scale.push_back(in_scale * scale);
      tensor(bias).zero_point.push_back(0);
    }
    if (!out) {
      const bool relu = fused != tflite::ActivationFunctionType_NONE;
      out = quantization{in_scale, relu ? -128 : random(20)};
    }
    return op(kind, {in, weights, bias}, activation(std::move(shape), *out), std::move(options));
  }

  static std::vector<int> slid(const std::vector<int>& in, int height, int width,
                               const conv_options& o, int channels) {
    const auto extent = [&](int size, int filter, int stride) {
      return o.padding == tflite::Padding_SAME ? (size + stride - 1) / stride
                                               : (size - filter) / stride + 1;
    };
    return {in[0], extent(in[1], height, o.stride_h), extent(in[2], width, o.stride_w), channels};
  }

  static constexpr float gain = 40.0F;  // found by trial: neither all 0 nor all clamped

  std::mt19937 generator_{20240607};  // its numbers are the same everywhere
};

}  // namespace tyto::test
