// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/operation.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/dilate_weights.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/tflite/operator_reader.hpp"
#include "convert/read/tflite/recurrent.hpp"
#include "convert/read/tflite/vector.hpp"

namespace tyto::convert {

namespace {

class operation_reader : operator_reader {
 public:
  operation_reader(const tflite::Operator& source, const std::vector<int>& outputs,
                   const std::vector<std::string>& faults, ir::graph& graph)
      : operator_reader(source, faults, graph), outputs_(outputs) {}

  ir::operation operation(tflite::BuiltinOperator code) {
    switch (code) {
      case tflite::BuiltinOperator_CONV_2D:
        return conv_2d();
      case tflite::BuiltinOperator_DEPTHWISE_CONV_2D:
        return depthwise_conv_2d();
      case tflite::BuiltinOperator_FULLY_CONNECTED:
        return fully_connected();
      case tflite::BuiltinOperator_AVERAGE_POOL_2D:
        return pool_2d(ir::pool_kind::average);
      case tflite::BuiltinOperator_MAX_POOL_2D:
        return pool_2d(ir::pool_kind::maximum);
      case tflite::BuiltinOperator_ADD:
        return add();
      case tflite::BuiltinOperator_SUB:
        return binary(ops::arithmetic::subtract, fused_of(source_.builtin_options_as_SubOptions()));
      case tflite::BuiltinOperator_MUL:
        return binary(ops::arithmetic::multiply, fused_of(source_.builtin_options_as_MulOptions()));
      case tflite::BuiltinOperator_DIV:
        return binary(ops::arithmetic::divide, fused_of(source_.builtin_options_as_DivOptions()));
      case tflite::BuiltinOperator_MAXIMUM:
        return binary(ops::arithmetic::maximum);
      case tflite::BuiltinOperator_MINIMUM:
        return binary(ops::arithmetic::minimum);
      case tflite::BuiltinOperator_SQUARED_DIFFERENCE:
        return binary(ops::arithmetic::squared_difference);
      case tflite::BuiltinOperator_PRELU:
        return binary(ops::arithmetic::prelu);
      case tflite::BuiltinOperator_LOGISTIC:
        return unary(ops::function::logistic);
      case tflite::BuiltinOperator_TANH:
        return unary(ops::function::tanh);
      case tflite::BuiltinOperator_HARD_SWISH:
        return unary(ops::function::hard_swish);
      case tflite::BuiltinOperator_LEAKY_RELU:
        return unary(ops::function::leaky_relu, options<tflite::LeakyReluOptions>().alpha());
      case tflite::BuiltinOperator_ELU:
        return unary(ops::function::elu, 1.0F);
      case tflite::BuiltinOperator_EXP:
        return unary(ops::function::exp);
      case tflite::BuiltinOperator_LOG:
        return unary(ops::function::log);
      case tflite::BuiltinOperator_SQRT:
        return unary(ops::function::sqrt);
      case tflite::BuiltinOperator_RSQRT:
        return unary(ops::function::rsqrt);
      case tflite::BuiltinOperator_ABS:
        return unary(ops::function::abs);
      case tflite::BuiltinOperator_NEG:
        return unary(ops::function::negate);
      case tflite::BuiltinOperator_SQUARE:
        return unary(ops::function::square);
      case tflite::BuiltinOperator_POW:
        return pow();
      case tflite::BuiltinOperator_LOG_SOFTMAX:
        return log_softmax();
      case tflite::BuiltinOperator_L2_NORMALIZATION:
        return l2_normalization();
      case tflite::BuiltinOperator_BATCH_MATMUL:
        return batch_matmul();
      case tflite::BuiltinOperator_GATHER:
        return gather();
      case tflite::BuiltinOperator_CONCATENATION:
        return concatenation();
      case tflite::BuiltinOperator_PACK:
        return pack();
      case tflite::BuiltinOperator_UNPACK:
        return unpack();
      case tflite::BuiltinOperator_SPLIT:
        return split();
      case tflite::BuiltinOperator_SPLIT_V:
        return split_v();
      case tflite::BuiltinOperator_SLICE:
        return slice();
      case tflite::BuiltinOperator_STRIDED_SLICE:
        return strided_slice();
      case tflite::BuiltinOperator_SPACE_TO_BATCH_ND:
        return space_to_batch("paddings", false);
      case tflite::BuiltinOperator_BATCH_TO_SPACE_ND:
        return space_to_batch("crops", true);
      case tflite::BuiltinOperator_TRANSPOSE:
        return transpose();
      case tflite::BuiltinOperator_SUM:
        return ir::reduce{ops::reduction::sum, axes()};
      case tflite::BuiltinOperator_REDUCE_MAX:
        return ir::reduce{ops::reduction::maximum, axes()};
      case tflite::BuiltinOperator_REDUCE_MIN:
        return ir::reduce{ops::reduction::minimum, axes()};
      case tflite::BuiltinOperator_SOFTMAX:
        return softmax();
      case tflite::BuiltinOperator_MEAN:
        return ir::mean{axes()};
      case tflite::BuiltinOperator_PAD:
        return pad(false);
      case tflite::BuiltinOperator_PADV2:
        return pad(true);
      case tflite::BuiltinOperator_RESHAPE:
      case tflite::BuiltinOperator_SQUEEZE:
      case tflite::BuiltinOperator_EXPAND_DIMS:
        return view();
      case tflite::BuiltinOperator_RELU:
        return activate(ir::activation::relu);
      case tflite::BuiltinOperator_RELU6:
        return activate(ir::activation::relu6);
      case tflite::BuiltinOperator_RELU_0_TO_1:
        return activate({.low = 0.0F, .high = 1.0F});
      case tflite::BuiltinOperator_RELU_N1_TO_1:
        return activate(ir::activation::relu_n1_to_1);
      case tflite::BuiltinOperator_QUANTIZE:
        return operands(1, 1), ir::quantize{};
      case tflite::BuiltinOperator_DEQUANTIZE:
        return operands(1, 1), ir::dequantize{};
      default:
        refuse(
            "this operator is not supported; accepted: ABS, ADD, AVERAGE_POOL_2D, BATCH_MATMUL, "
            "BATCH_TO_SPACE_ND, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, DIV, ELU, "
            "EXP, EXPAND_DIMS, FULLY_CONNECTED, GATHER, HARD_SWISH, L2_NORMALIZATION, LEAKY_RELU, "
            "LOG, LOGISTIC, LOG_SOFTMAX, MAXIMUM, MAX_POOL_2D, MEAN, MINIMUM, MUL, NEG, PACK, PAD, "
            "PADV2, POW, PRELU, QUANTIZE, REDUCE_MAX, REDUCE_MIN, RELU, RELU6, RELU_0_TO_1, "
            "RELU_N1_TO_1, RESHAPE, RSQRT, SLICE, SOFTMAX, SPACE_TO_BATCH_ND, SPLIT, SPLIT_V, "
            "SQRT, SQUARE, SQUARED_DIFFERENCE, SQUEEZE, STRIDED_SLICE, SUB, SUM, SVDF, TANH, "
            "TRANSPOSE, UNIDIRECTIONAL_SEQUENCE_LSTM, UNPACK");
    }
  }

 private:
  int input(int i) { return node().inputs[static_cast<std::size_t>(i)]; }

  // Checks that the operator has `least` to `most` inputs, the first `least` of them present, and
  // that each tensor it touches is of a kind that can be read.
  void operands(int least, int most) {
    const int inputs = static_cast<int>(node().inputs.size());
    if (inputs < least || inputs > most) {
      const std::string accepted =
          least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
      refuse("has {} inputs; accepted: {}", inputs, accepted);
    }
    for (int i = 0; i < inputs; ++i) {
      const int tensor = input(i);
      if (tensor != ir::absent) {
        check_tensor(tensor);
      } else if (i < least) {
        refuse("its input {} is missing", i);
      }
    }
    check_tensor(node().output);
  }

  void check_tensor(int tensor) const {
    const std::string& fault = faults_[static_cast<std::size_t>(tensor)];
    if (!fault.empty()) refuse("{} {}", describe_tensor(graph_, tensor), fault);
  }

  // Takes the inputs after the first `kept` out of the node, as their values are now attributes.
  void drop_inputs(std::size_t kept) { node().inputs.resize(kept); }

  // The values of constant input `i`, INT32 (or INT64 where they fit).
  std::vector<int> constant_integers(int i, const char* what, std::size_t most = 2 * limits::rank) {
    const ir::tensor& t = graph_.at(input(i));
    if (!t.constant()) refuse("its {} are computed at run time; accepted: a constant", what);
    const bool wide = t.type_name == "INT64";
    if (t.type != ir::element_type::int32 && !wide) {
      refuse("its {} are {}; accepted: INT32 or INT64", what, t.type_name);
    }
    const std::vector<std::uint8_t>& data = graph_.data_of(t);
    const std::size_t size = wide ? 8 : 4;
    if (data.size() % size != 0 || data.size() / size > most) {
      refuse("its {} have {} bytes; accepted: up to {} numbers of {} bytes", what, data.size(),
             most, size);
    }
    std::vector<int> values;
    for (std::size_t at = 0; at < data.size(); at += size) {
      std::int64_t value = 0;
      if (wide) {
        std::memcpy(&value, data.data() + at, size);
      } else {
        std::int32_t narrow = 0;
        std::memcpy(&narrow, data.data() + at, size);
        value = narrow;
      }
      if (value < -limits::window || value > limits::window) {
        refuse("its {} hold {}; accepted: -{} to {}", what, value, limits::window, limits::window);
      }
      values.push_back(static_cast<int>(value));
    }
    return values;
  }

  [[nodiscard]] ir::padding_rule padding(tflite::Padding rule) const {
    if (rule == tflite::Padding_SAME) return ir::padding_rule::same;
    if (rule == tflite::Padding_VALID) return ir::padding_rule::valid;
    refuse("padding {} is not supported; accepted: SAME, VALID", static_cast<int>(rule));
  }

  // A window with holes is a larger one with zeros in them.
  void dilate(extent by) {
    if (by == extent{1, 1}) return;
    filter_size();
    if (const std::string why = dilate_weights(graph_, node(), by); !why.empty()) refuse("{}", why);
  }

  // Height and width of the constant weights of a convolution, axes 1 and 2.
  extent filter_size() {
    const std::vector<int>& dims = graph_.at(input(1)).dims;
    if (dims.size() != 4) refuse("its weights have {} dimensions; accepted: 4", dims.size());
    return {dims[1], dims[2]};
  }

  ir::operation conv_2d() {
    operands(2, 3);
    const auto& o = options<tflite::Conv2DOptions>();
    dilate({o.dilation_h_factor(), o.dilation_w_factor()});
    return ir::conv_2d{{{.size = filter_size(), .stride = {o.stride_h(), o.stride_w()}, .pad = {}},
                        padding(o.padding())},
                       fused(o.fused_activation_function())};
  }

  ir::operation depthwise_conv_2d() {
    operands(2, 3);
    const auto& o = options<tflite::DepthwiseConv2DOptions>();
    dilate({o.dilation_h_factor(), o.dilation_w_factor()});
    check_depth_multiplier(o.depth_multiplier());
    return ir::depthwise_conv_2d{
        {{.size = filter_size(), .stride = {o.stride_h(), o.stride_w()}, .pad = {}},
         padding(o.padding())},
        fused(o.fused_activation_function())};
  }

  void check_depth_multiplier(int given) {
    const std::vector<int>& in = graph_.at(input(0)).dims;
    const std::vector<int>& weights = graph_.at(input(1)).dims;
    if (in.empty() || weights.empty()) return;  // refused later, for their rank
    const std::int64_t output_channels = std::int64_t{in.back()} * given;
    if (output_channels != weights.back()) {
      refuse("depth multiplier {} of {} input channels needs {} filters, its weights have {}",
             given, in.back(), output_channels, weights.back());
    }
  }

  ir::operation fully_connected() {
    operands(2, 3);
    const auto* o = source_.builtin_options_as_FullyConnectedOptions();
    if (o == nullptr) return ir::fully_connected{};
    if (o->weights_format() != tflite::FullyConnectedOptionsWeightsFormat_DEFAULT) {
      refuse("weights format {} is not supported; accepted: DEFAULT",
             static_cast<int>(o->weights_format()));
    }
    return ir::fully_connected{fused(o->fused_activation_function())};
  }

  ir::operation pool_2d(ir::pool_kind kind) {
    operands(1, 1);
    const auto& o = options<tflite::Pool2DOptions>();
    return ir::pool_2d{kind,
                       {{.size = {o.filter_height(), o.filter_width()},
                         .stride = {o.stride_h(), o.stride_w()},
                         .pad = {}},
                        padding(o.padding())},
                       fused(o.fused_activation_function())};
  }

  ir::operation add() {
    operands(2, 2);
    const ir::activation fused = fused_of(source_.builtin_options_as_AddOptions());
    const ir::tensor& a = graph_.at(input(0));
    const ir::tensor& b = graph_.at(input(1));
    if (a.dims == b.dims && !a.constant() && !b.constant()) return ir::add{fused};
    return binary(ops::arithmetic::add, fused);
  }

  ir::operation softmax() {
    operands(1, 1);
    return ir::softmax{options<tflite::SoftmaxOptions>().beta()};
  }

  // The axes of a reduction, each at least 0.
  std::vector<int> axes() {
    operands(2, 2);
    std::vector<int> all = constant_integers(1, "axes");
    for (int& axis : all)
      axis = axis_of(axis, rank());
    drop_inputs(1);
    return all;
  }

  int rank() { return static_cast<int>(graph_.at(input(0)).dims.size()); }

  [[nodiscard]] int axis_of(int axis, int rank) const {
    if (axis < -rank || axis >= rank) {
      refuse("it names axis {}; accepted: {} to {}", axis, -rank, rank - 1);
    }
    return axis < 0 ? axis + rank : axis;
  }

  ir::operation pad(bool has_value) {
    const int inputs = has_value ? 3 : 2;
    operands(inputs, inputs);
    const std::vector<int> numbers = constant_integers(1, "paddings");
    const std::size_t rank = graph_.at(input(0)).dims.size();
    if (numbers.size() != 2 * rank) {
      refuse("it has {} paddings; accepted: 2 for each of {} dimensions", numbers.size(), rank);
    }
    ir::pad p;
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      p.amounts.push_back({numbers[i], numbers[i + 1]});
    }
    if (has_value) take_pad_value(p);
    drop_inputs(1);
    return p;
  }

  ir::operation space_to_batch(const char* amounts, bool inverse) {
    operands(3, 3);
    ir::space_to_batch s{constant_integers(1, "block shape"), {}, inverse};
    const std::vector<int> numbers = constant_integers(2, amounts);
    if (s.block.size() + 2 != graph_.at(input(0)).dims.size() ||
        graph_.at(node().output).dims.size() != graph_.at(input(0)).dims.size() ||
        numbers.size() != 2 * s.block.size()) {
      refuse(
          "it has a block of {} axes and {} {} for {} dimensions; accepted: all axes between "
          "the first and the last, 2 {} for each",
          s.block.size(), numbers.size(), amounts, rank(), amounts);
    }
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      s.amounts.push_back({numbers[i], numbers[i + 1]});
      if (s.block[i / 2] < 1 || numbers[i] < 0 || numbers[i + 1] < 0) {
        refuse(
            "along axis {} it has a block of {} and {} of {} and {}; accepted: blocks of at "
            "least 1, {} of at least 0",
            i / 2 + 1, s.block[i / 2], amounts, numbers[i], numbers[i + 1], amounts);
      }
    }
    drop_inputs(1);
    return s;
  }

  void take_pad_value(ir::pad& p) {
    const ir::tensor& value = graph_.at(input(2));
    const bool is_float = value.type == ir::element_type::float32;
    const std::size_t bytes = is_float ? sizeof(float) : 1;
    if (!value.constant() || (!is_float && value.type != ir::element_type::int8) ||
        graph_.data_of(value).size() != bytes) {
      refuse("its padding value is no INT8 or FLOAT32 constant; accepted: one stored value");
    }
    p.zero = false;
    if (is_float) {
      std::memcpy(&p.real_value, graph_.data_of(value).data(), sizeof(float));
      p.zero = p.real_value == 0.0F;
    } else {
      p.value = static_cast<std::int8_t>(graph_.data_of(value)[0]);
      const ir::quantization& q = graph_.at(input(0)).quantized;
      p.zero = q.zero_point.size() == 1 && q.zero_point[0] == p.value;
    }
  }

  // The shape that a reshape is given is that of its output, which the file states as well.
  ir::operation view() {
    operands(1, 2);
    drop_inputs(1);
    return ir::view{};
  }

  // ---- arithmetic and functions

  template <class Options>
  ir::activation fused_of(const Options* o) const {
    return o == nullptr ? ir::activation::none : fused(o->fused_activation_function());
  }

  // The activation first, a constant second.
  ir::operation binary(ops::arithmetic what, ir::activation fused = ir::activation::none) {
    operands(2, 2);
    const bool swapped = graph_.at(input(0)).constant() && !graph_.at(input(1)).constant();
    if (swapped) std::swap(node().inputs[0], node().inputs[1]);
    return ir::binary{what, fused, swapped};
  }

  ir::operation unary(ops::function function, float alpha = 0.0F) {
    operands(1, 1);
    return ir::unary{function, alpha};
  }

  // A node without a name of its own in front of the one that is being read; its output.
  int put(ir::operation what, std::vector<int> inputs, std::vector<int> dims, const char* suffix) {
    const int made = add_tensor(inputs[0], std::move(dims), suffix);
    put_before(std::move(what), std::move(inputs), made);
    return made;
  }

  void only_float() const {
    const ir::tensor& t = graph_.at(graph_.nodes.back().inputs[0]);
    if (t.type != ir::element_type::float32) {
      refuse("its input is {}; accepted: FLOAT32", t.type_name);
    }
  }

  ir::operation pow() {
    operands(2, 2);
    only_float();
    const ir::tensor& exponent = graph_.at(input(1));
    if (!has_real_values(exponent)) refuse("its exponent is no constant; accepted: 2, 0.5 or -0.5");
    const std::vector<double> values = real_values(graph_, exponent);
    const double power = values.size() == 1 ? values[0] : 0.0;
    drop_inputs(1);
    if (power == 2.0) return ir::unary{ops::function::square};
    if (power == 0.5) return ir::unary{ops::function::sqrt};
    if (power == -0.5) return ir::unary{ops::function::rsqrt};
    refuse("its exponent is {} in {} values; accepted: 2, 0.5 or -0.5", power, values.size());
  }

  // The dimensions with one element along the last axis, which a reduction over it gives.
  std::vector<int> without_last() {
    std::vector<int> dims = graph_.at(input(0)).dims;
    if (dims.empty()) refuse("its input is a scalar; accepted: 1 to {} dimensions", limits::rank);
    dims.back() = 1;
    return dims;
  }

  // x - log(sum exp(x)), x less its maximum.
  ir::operation log_softmax() {
    operands(1, 1);
    only_float();
    const std::vector<int> one = without_last();
    const std::vector<int> all = graph_.at(input(0)).dims;
    const std::vector<int> last{rank() - 1};
    const int top = put(ir::reduce{ops::reduction::maximum, last}, {input(0)}, one, "/top");
    const int x = put(ir::binary{ops::arithmetic::subtract}, {input(0), top}, all, "/difference");
    const int e = put(ir::unary{ops::function::exp}, {x}, all, "/exp");
    const int sum = put(ir::reduce{ops::reduction::sum, last}, {e}, one, "/sum");
    node().inputs = {x, put(ir::unary{ops::function::log}, {sum}, one, "/log")};
    return ir::binary{ops::arithmetic::subtract};
  }

  // x / max(sqrt(sum x^2), 1e-6)
  ir::operation l2_normalization() {
    operands(1, 1);
    only_float();
    const std::vector<int> one = without_last();
    const int square =
        put(ir::unary{ops::function::square}, {input(0)}, graph_.at(input(0)).dims, "/square");
    const int sum = put(ir::reduce{ops::reduction::sum, {rank() - 1}}, {square}, one, "/sum");
    const int root = put(ir::unary{ops::function::sqrt}, {sum}, one, "/root");
    const double least[] = {1e-6};
    const int constant = add_constant(graph_, graph_.at(root).name + "/least", {1}, least);
    const int length = put(ir::binary{ops::arithmetic::maximum}, {root, constant}, one, "/length");
    node().inputs.push_back(length);
    return ir::binary{ops::arithmetic::divide};
  }

  // Every row times one constant matrix is fully connected.
  ir::operation batch_matmul() {
    operands(2, 2);
    const auto& o = options<tflite::BatchMatMulOptions>();
    const ir::tensor matrix = graph_.at(input(1));
    const std::vector<int>& in = graph_.at(input(0)).dims;
    if (!matrix.constant() || graph_.at(input(0)).constant() || o.adj_x()) {
      refuse("it multiplies by what is computed, or columns; accepted: rows by a constant matrix");
    }
    const std::size_t axes = matrix.dims.size();
    const std::size_t elements = axes < 2 ? 0 : checked_matrix(matrix);
    const int outputs = elements == 0 ? 0 : matrix.dims[axes - (o.adj_y() ? 2 : 1)];
    const int taps = elements == 0 ? 0 : matrix.dims[axes - (o.adj_y() ? 1 : 2)];
    if (elements == 0 || in.empty() || in.back() != taps) {
      refuse("its inputs are {} and {}; accepted: rows and one matrix", dimensions(in),
             dimensions(matrix.dims));
    }
    if (matrix.quantized.scale.size() > 1) {
      refuse("its matrix has {} scales; accepted: 1", matrix.quantized.scale.size());
    }
    node().inputs[1] =
        o.adj_y() ? reshaped(matrix, {outputs, taps}) : transposed(matrix, outputs, taps);
    return ir::fully_connected{};
  }

  // Elements of a constant that is one matrix whose buffer holds it; 0 of another.
  [[nodiscard]] std::size_t checked_matrix(const ir::tensor& t) const {
    std::int64_t elements = 1;
    for (const int dim : t.dims) {
      if (dim < 1 || elements > limits::tensor_elements) return 0;
      elements *= dim;
    }
    const std::size_t axes = t.dims.size();
    const std::size_t size = t.type == ir::element_type::float32 ? sizeof(float) : 1;
    const bool one = elements == std::int64_t{t.dims[axes - 1]} * t.dims[axes - 2];
    const auto count = static_cast<std::size_t>(elements);
    return one && graph_.data_of(t).size() == count * size ? count : 0;
  }

  int reshaped(ir::tensor matrix, std::vector<int> dims) {
    matrix.dims = std::move(dims);
    graph_.tensors.push_back(std::move(matrix));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  // [taps][outputs] as [outputs][taps].
  int transposed(ir::tensor matrix, int outputs, int taps) {
    const std::vector<std::uint8_t>& from = graph_.data_of(matrix);
    const std::size_t size = matrix.type == ir::element_type::float32 ? sizeof(float) : 1;
    std::vector<std::uint8_t> to;
    to.reserve(from.size());
    for (int o = 0; o < outputs; ++o) {
      for (int t = 0; t < taps; ++t) {
        const auto at = static_cast<std::ptrdiff_t>(
            static_cast<std::size_t>(std::int64_t{t} * outputs + o) * size);
        to.insert(to.end(), from.begin() + at,
                  from.begin() + at + static_cast<std::ptrdiff_t>(size));
      }
    }
    matrix.buffer = static_cast<int>(graph_.buffers.size());
    graph_.buffers.push_back(std::move(to));
    return reshaped(std::move(matrix), {outputs, taps});
  }

  // ---- moves

  // Another tensor like `like`, of the dimensions given, for a node that the file does not have.
  int add_tensor(int like, std::vector<int> dims, const char* suffix) {
    return add_tensor_like(graph_, like, std::move(dims), suffix);
  }

  // Puts a node in front of the one that is being read.
  void put_before(ir::operation what, std::vector<int> inputs, int output) {
    ir::node made{std::move(what), "", std::move(inputs), output};
    graph_.nodes.insert(graph_.nodes.end() - 1, std::move(made));
  }

  ir::operation concatenation() {
    operands(1, limits::inputs);
    const auto& o = options<tflite::ConcatenationOptions>();
    if (fused(o.fused_activation_function()) != ir::activation::none) {
      refuse("it has a fused activation; accepted: NONE");
    }
    for (int i = 0; i < static_cast<int>(node().inputs.size()); ++i) {
      if (input(i) == ir::absent) refuse("its input {} is missing", i);
    }
    return ir::concatenation{axis_of(o.axis(), rank())};
  }

  // Each input with an axis of 1 more, joined along it.
  ir::operation pack() {
    operands(1, limits::inputs);
    const int axis = axis_of(options<tflite::PackOptions>().axis(), rank() + 1);
    if (node().inputs.size() == 1) return ir::view{};
    const std::vector<int> inputs = node().inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] == ir::absent) refuse("its input {} is missing", i);
      std::vector<int> dims = graph_.at(inputs[i]).dims;
      if (static_cast<std::size_t>(axis) > dims.size()) {
        refuse("its inputs have different numbers of dimensions; accepted: the same");
      }
      dims.insert(dims.begin() + axis, 1);
      const int viewed = add_tensor(inputs[i], dims, "/packed");
      put_before(ir::view{}, {inputs[i]}, viewed);
      node().inputs[i] = viewed;
    }
    return ir::concatenation{axis};
  }

  [[nodiscard]] int outputs() const { return static_cast<int>(outputs_.size()); }
  [[nodiscard]] int output_tensor(int i) const { return outputs_[static_cast<std::size_t>(i)]; }

  // The slice of `count` from `begin` on along `axis` of tensor `from`.
  [[nodiscard]] ir::slice part(int from, int axis, int begin, int count) const {
    const std::vector<int>& dims = graph_.at(from).dims;
    ir::slice s{std::vector<int>(dims.size(), 0), dims, std::vector<int>(dims.size(), 1)};
    s.begin[static_cast<std::size_t>(axis)] = begin;
    s.size[static_cast<std::size_t>(axis)] = count;
    return s;
  }

  // Slices of `from` along `axis`, one an output: all but the last are nodes of their own.
  ir::operation parts(int from, int axis, const std::vector<int>& sizes) {
    std::int64_t sum = 0;
    for (const int size : sizes)
      sum += size;
    const int extent = graph_.at(from).dims[static_cast<std::size_t>(axis)];
    if (sum != extent || static_cast<int>(sizes.size()) != outputs()) {
      refuse("it makes {} parts of {} elements in all of axis {}, which has {}", sizes.size(), sum,
             axis, extent);
    }
    int begin = 0;
    for (int i = 0; i + 1 < outputs(); ++i) {
      const int size = sizes[static_cast<std::size_t>(i)];
      check_tensor(output_tensor(i));
      ir::node made{part(from, axis, begin, size), node().source_name, {from}, output_tensor(i)};
      graph_.nodes.insert(graph_.nodes.end() - 1, std::move(made));
      begin += size;
    }
    node().inputs = {from};
    node().output = output_tensor(outputs() - 1);
    return part(from, axis, begin, sizes.back());
  }

  int only_integer(int i, const char* what) {
    const std::vector<int> values = constant_integers(i, what);
    if (values.size() != 1) refuse("it has {} {}; accepted: 1", values.size(), what);
    return values[0];
  }

  ir::operation split() {
    operands(2, 2);
    const int from = input(1);
    const int axis =
        axis_of(only_integer(0, "axis"), static_cast<int>(graph_.at(from).dims.size()));
    const int extent = graph_.at(from).dims[static_cast<std::size_t>(axis)];
    return parts(from, axis,
                 std::vector<int>(static_cast<std::size_t>(outputs()), extent / outputs()));
  }

  ir::operation split_v() {
    operands(3, 3);
    std::vector<int> sizes = constant_integers(1, "sizes", limits::inputs);
    const int axis = axis_of(only_integer(2, "axis"), rank());
    int rest = graph_.at(input(0)).dims[static_cast<std::size_t>(axis)];
    for (const int size : sizes)
      rest -= size < 0 ? 0 : size;
    for (int& size : sizes)
      size = size < 0 ? rest : size;
    return parts(input(0), axis, sizes);
  }

  // One slice an output, without the axis.
  ir::operation unpack() {
    operands(1, 1);
    const int axis = axis_of(options<tflite::UnpackOptions>().axis(), rank());
    const int from = input(0);
    const int extent = graph_.at(from).dims[static_cast<std::size_t>(axis)];
    if (extent != outputs()) {
      refuse("it has {} outputs for axis {}, which has {}", outputs(), axis, extent);
    }
    if (outputs() == 1) return ir::view{};
    for (int i = 0; i < outputs(); ++i) {
      const ir::slice s = part(from, axis, i, 1);
      const int taken = add_tensor(from, s.size, "/unpacked");
      put_before(s, {from}, taken);
      node().inputs = {taken};
      node().output = output_tensor(i);
      check_tensor(node().output);
      if (i + 1 < outputs()) put_before(ir::view{}, {taken}, output_tensor(i));
    }
    return ir::view{};
  }

  ir::operation slice() {
    operands(3, 3);
    const std::vector<int>& dims = graph_.at(input(0)).dims;
    ir::slice s{constant_integers(1, "begins"), constant_integers(2, "sizes"),
                std::vector<int>(dims.size(), 1)};
    for (std::size_t i = 0; i < s.size.size() && i < s.begin.size() && i < dims.size(); ++i) {
      if (s.size[i] == -1) s.size[i] = dims[i] - s.begin[i];
    }
    drop_inputs(1);
    return s;
  }

  // Begin and end count from the end where they are negative; a mask's bit means "all of it".
  ir::operation strided_slice() {
    operands(4, 4);
    const auto& o = options<tflite::StridedSliceOptions>();
    if (o.ellipsis_mask() != 0 || o.new_axis_mask() != 0) {
      refuse("its ellipsis mask is {}, its new axis mask {}; accepted: 0", o.ellipsis_mask(),
             o.new_axis_mask());
    }
    const std::vector<int> begin = constant_integers(1, "begins");
    const std::vector<int> end = constant_integers(2, "ends");
    const std::vector<int> step = constant_integers(3, "strides");
    const std::vector<int> dims = graph_.at(input(0)).dims;
    if (begin.size() > dims.size() || end.size() != begin.size() || step.size() != begin.size()) {
      refuse("it has {} begins, {} ends and {} strides for {} dimensions", begin.size(), end.size(),
             step.size(), dims.size());
    }
    ir::slice s{std::vector<int>(dims.size(), 0), dims, std::vector<int>(dims.size(), 1)};
    for (std::size_t i = 0; i < begin.size(); ++i) {
      if (step[i] < 1) refuse("its stride along axis {} is {}; accepted: at least 1", i, step[i]);
      const auto bit = [&](int mask) { return (mask >> i & 1) != 0; };
      const auto inside = [&](int x) { return std::clamp(x < 0 ? x + dims[i] : x, 0, dims[i]); };
      const int first = bit(o.begin_mask()) ? 0 : inside(begin[i]);
      int last = bit(o.end_mask()) ? dims[i] : o.offset() ? inside(first + end[i]) : inside(end[i]);
      if (bit(o.shrink_axis_mask())) last = first + 1;
      s.begin[i] = first;
      s.step[i] = step[i];
      s.size[i] = last > first ? (last - first + step[i] - 1) / step[i] : 0;
    }
    drop_inputs(1);
    if (o.shrink_axis_mask() == 0) return s;
    const int taken = add_tensor(input(0), s.size, "/sliced");
    put_before(s, {input(0)}, taken);
    node().inputs = {taken};
    return ir::view{};
  }

  // Constant indices: a slice for each run of them that is evenly spaced, joined.
  ir::operation gather() {
    operands(2, 2);
    const auto& o = options<tflite::GatherOptions>();
    if (o.batch_dims() != 0) refuse("it has {} batch dimensions; accepted: 0", o.batch_dims());
    const int axis = axis_of(o.axis(), rank());
    const std::vector<int> indices = constant_integers(1, "indices", limits::window);
    const int from = input(0);
    const int extent = graph_.at(from).dims[static_cast<std::size_t>(axis)];
    std::vector<ir::slice> runs;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (indices[i] < 0 || indices[i] >= extent) {
        refuse("it takes element {} of axis {}, which has {}", indices[i], axis, extent);
      }
      if (!runs.empty() && continues(runs.back(), static_cast<std::size_t>(axis), indices[i]))
        continue;
      runs.push_back(part(from, axis, indices[i], 1));
    }
    if (runs.empty() || runs.size() > limits::inputs) {
      refuse("its indices make {} evenly spaced runs; accepted: 1 to {}", runs.size(),
             limits::inputs);
    }
    std::vector<int> parts;
    for (const ir::slice& run : runs)
      parts.push_back(put(run, {from}, run.size, "/part"));
    std::vector<int> joined = graph_.at(from).dims;
    joined[static_cast<std::size_t>(axis)] = static_cast<int>(indices.size());
    node().inputs = {parts.size() == 1 ? parts[0]
                                       : put(ir::concatenation{axis}, parts, joined, "/joined")};
    return ir::view{};
  }

  // Takes `index` into the run where it is the next of it.
  static bool continues(ir::slice& run, std::size_t axis, int index) {
    const int distance = index - run.begin[axis];
    if (run.size[axis] == 1 && distance > 0) run.step[axis] = distance;
    if (distance != run.size[axis] * run.step[axis]) return false;
    ++run.size[axis];
    return true;
  }

  ir::operation transpose() {
    operands(2, 2);
    ir::transpose t{constant_integers(1, "axes")};
    for (int& axis : t.order)
      axis = axis_of(axis, rank());
    drop_inputs(1);
    return t;
  }

  ir::operation activate(ir::activation function) {
    operands(1, 1);
    return ir::activate{function};
  }

  const std::vector<int>& outputs_;  // the graph's tensors
};

}  // namespace

void read_operation(const tflite::Operator& source, int code, const std::vector<int>& outputs,
                    const std::vector<std::string>& faults, ir::graph& graph) {
  if (is_recurrent(code)) return read_recurrent(source, code, faults, graph);
  operation_reader reader(source, outputs, faults, graph);
  graph.nodes.back().what = reader.operation(static_cast<tflite::BuiltinOperator>(code));
}

}  // namespace tyto::convert
