// SPDX-License-Identifier: Apache-2.0
//
//   golden_oracle MODEL.tflite INPUTS OUTPUTS [LAYERS]
//
// Runs an int8 TensorFlow Lite file on input tensors, back to back, by the definitions of
// ops/reference.hpp: no code of the library or of the converter takes part but the reader of the
// file's tables, which flatc generates. Writes the outputs, and to LAYERS every operator's output
// for the first input, in the file's order. Has the operators that the bundled model has.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "ops/reference.hpp"
#include "ops/reference_softmax.hpp"
#include "support/read_file.hpp"
#include "tflite_generated.h"

namespace {

using namespace tyto::test::reference;
using bytes = std::vector<std::int8_t>;

class network {
 public:
  explicit network(std::vector<char> file)
      : file_(std::move(file)),
        model_(tflite::GetModel(file_.data())),
        graph_(model_->subgraphs()->Get(0)) {}

  std::size_t input_bytes() const { return elements(graph_->inputs()->Get(0)); }

  // The output; every operator's output is appended to `layers`.
  bytes run(const bytes& input, bytes& layers) {
    values_[graph_->inputs()->Get(0)] = input;
    for (const tflite::Operator* op : *graph_->operators()) {
      const bytes out = output_of(*op);
      layers.insert(layers.end(), out.begin(), out.end());
      values_[op->outputs()->Get(0)] = out;
    }
    return values_.at(graph_->outputs()->Get(0));
  }

 private:
  const tflite::Tensor& tensor(int index) const {
    return *graph_->tensors()->Get(static_cast<unsigned>(index));
  }
  std::size_t elements(int index) const {
    std::size_t n = 1;
    for (const int dim : *tensor(index).shape())
      n *= static_cast<std::size_t>(dim);
    return n;
  }
  int zero_point(int index) const {
    return static_cast<int>(tensor(index).quantization()->zero_point()->Get(0));
  }
  // Of channel c, or of the whole tensor.
  double scale(int index, unsigned c = 0) const {
    const auto* all = tensor(index).quantization()->scale();
    return static_cast<double>(all->Get(all->size() == 1 ? 0 : c));
  }
  template <class T>
  std::vector<T> constant(int index) const {
    const auto* data = model_->buffers()->Get(tensor(index).buffer())->data();
    std::vector<T> out(data->size() / sizeof(T));
    std::memcpy(out.data(), data->data(), data->size());
    return out;
  }
  image<std::int8_t> activation(int index) const {
    const auto& d = *tensor(index).shape();
    return {d.Get(1), d.Get(2), d.Get(3), values_.at(index).data()};
  }

  // SAME: as many rows as make ceil(in / stride) of the output; the odd one comes after.
  static void pad_same(int in, int filter, int stride, int& before, int& after) {
    const int out = (in + stride - 1) / stride;
    const int total = std::max((out - 1) * stride + filter - in, 0);
    before = total / 2;
    after = total - before;
  }
  template <class Options>
  geometry window(const Options& o, int input, int height, int width) const {
    geometry g{height, width, o.stride_h(), o.stride_w()};
    if (o.padding() == tflite::Padding_SAME) {
      const auto& d = *tensor(input).shape();
      pad_same(d.Get(1), height, g.stride_height, g.top, g.bottom);
      pad_same(d.Get(2), width, g.stride_width, g.left, g.right);
    }
    return g;
  }

  // The clamp of an activation function, in stored values.
  void clamp_to(tflite::ActivationFunctionType f, int output, int& min, int& max) const {
    if (f == tflite::ActivationFunctionType_NONE) return;
    if (f != tflite::ActivationFunctionType_RELU && f != tflite::ActivationFunctionType_RELU6)
      throw std::runtime_error("an activation function other than RELU and RELU6");
    min = std::max(-128, zero_point(output));
    if (f == tflite::ActivationFunctionType_RELU6)
      max = std::min<int>(127,
                          zero_point(output) + static_cast<int>(std::lround(6.0 / scale(output))));
  }

  requantization storing(const tflite::Operator& op, tflite::ActivationFunctionType f) const {
    const int in = op.inputs()->Get(0);
    const int weights = op.inputs()->Get(1);
    const int out = op.outputs()->Get(0);
    requantization how;
    how.zero_point = zero_point(out);
    clamp_to(f, out, how.min, how.max);
    for (unsigned c = 0; c < tensor(weights).quantization()->scale()->size(); ++c) {
      int exponent = 0;
      const double real = scale(in) * scale(weights, c) / scale(out);
      std::int64_t mantissa = std::llround(std::frexp(real, &exponent) * 0x1p31);
      if (mantissa == std::int64_t{1} << 31) {
        mantissa /= 2;
        ++exponent;
      }
      if (exponent < -31) mantissa = exponent = 0;
      how.mantissa.push_back(static_cast<std::int32_t>(mantissa));
      how.exponent.push_back(exponent);
    }
    return how;
  }

  bytes output_of(const tflite::Operator& op) const {
    const auto* code = model_->operator_codes()->Get(op.opcode_index());
    const int in = op.inputs()->Get(0);
    const auto zero = static_cast<std::int8_t>(zero_point(in));
    switch (std::max<int>(code->builtin_code(), code->deprecated_builtin_code())) {
      case tflite::BuiltinOperator_CONV_2D: {
        const auto& o = *op.builtin_options_as_Conv2DOptions();
        const auto& d = *tensor(op.inputs()->Get(1)).shape();
        const sums<std::int8_t> all = convolution(activation(in), window(o, in, d.Get(1), d.Get(2)),
                                                  zero, constant<std::int8_t>(op.inputs()->Get(1)),
                                                  constant<std::int32_t>(op.inputs()->Get(2)));
        return store(all, d.Get(0), storing(op, o.fused_activation_function()));
      }
      case tflite::BuiltinOperator_DEPTHWISE_CONV_2D: {
        const auto& o = *op.builtin_options_as_DepthwiseConv2DOptions();
        const auto& d = *tensor(op.inputs()->Get(1)).shape();
        const image<std::int8_t> from = activation(in);
        const sums<std::int8_t> all =
            depthwise(from, window(o, in, d.Get(1), d.Get(2)), d.Get(3) / from.channels, zero,
                      constant<std::int8_t>(op.inputs()->Get(1)),
                      constant<std::int32_t>(op.inputs()->Get(2)));
        return store(all, d.Get(3), storing(op, o.fused_activation_function()));
      }
      case tflite::BuiltinOperator_AVERAGE_POOL_2D: {
        const auto& o = *op.builtin_options_as_Pool2DOptions();
        int min = -128;
        int max = 127;
        clamp_to(o.fused_activation_function(), op.outputs()->Get(0), min, max);
        return average_pool(activation(in), window(o, in, o.filter_height(), o.filter_width()), min,
                            max);
      }
      case tflite::BuiltinOperator_FULLY_CONNECTED: {
        const auto& o = *op.builtin_options_as_FullyConnectedOptions();
        const sums<std::int8_t> all =
            fully_connected(values_.at(in), zero, constant<std::int8_t>(op.inputs()->Get(1)),
                            constant<std::int32_t>(op.inputs()->Get(2)));
        return store(all, static_cast<int>(all.size()), storing(op, o.fused_activation_function()));
      }
      case tflite::BuiltinOperator_SOFTMAX:
        return softmax(scale(in),
                       static_cast<double>(op.builtin_options_as_SoftmaxOptions()->beta()), false,
                       values_.at(in));
      case tflite::BuiltinOperator_RESHAPE:
        return values_.at(in);
      default:
        throw std::runtime_error("an operator that the oracle does not have");
    }
  }

  std::vector<char> file_;
  const tflite::Model* model_;
  const tflite::SubGraph* graph_;
  std::map<int, bytes> values_;
};

void write(const char* path, const bytes& what) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(what.data()), static_cast<std::streamsize>(what.size()));
  if (!file) throw std::runtime_error(std::string(path) + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::fprintf(stderr, "usage: %s MODEL.tflite INPUTS OUTPUTS [LAYERS]\n", argv[0]);
    return 2;
  }
  try {
    network net(tyto::test::read_bytes(argv[1]));
    const std::vector<char> inputs = tyto::test::read_bytes(argv[2]);
    bytes outputs;
    bytes layers_of_first;
    for (std::size_t at = 0; at < inputs.size(); at += net.input_bytes()) {
      bytes input(net.input_bytes());
      std::memcpy(input.data(), inputs.data() + at, input.size());
      bytes layers;
      const bytes output = net.run(input, layers);
      outputs.insert(outputs.end(), output.begin(), output.end());
      if (at == 0) layers_of_first = layers;
    }
    write(argv[3], outputs);
    if (argc == 5) write(argv[4], layers_of_first);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "golden_oracle: %s\n", problem.what());
    return 1;
  }
  return 0;
}
