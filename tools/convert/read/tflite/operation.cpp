// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/operation.hpp"

#include <cstring>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/tflite/vector.hpp"

namespace tyto::convert {

namespace {

class operation_reader {
 public:
  operation_reader(const tflite::Operator& source, const std::vector<std::string>& faults,
                   ir::graph& graph)
      : source_(source), faults_(faults), graph_(graph) {}

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
      case tflite::BuiltinOperator_SOFTMAX:
        return softmax();
      case tflite::BuiltinOperator_MEAN:
        return mean();
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
      case tflite::BuiltinOperator_RELU_N1_TO_1:
        return activate(ir::activation::relu_n1_to_1);
      case tflite::BuiltinOperator_QUANTIZE:
        return operands(1, 1), ir::quantize{};
      case tflite::BuiltinOperator_DEQUANTIZE:
        return operands(1, 1), ir::dequantize{};
      default:
        refuse(
            "this operator is not supported; accepted: ADD, AVERAGE_POOL_2D, CONV_2D, "
            "DEPTHWISE_CONV_2D, DEQUANTIZE, EXPAND_DIMS, FULLY_CONNECTED, MAX_POOL_2D, MEAN, PAD, "
            "PADV2, QUANTIZE, RELU, RELU6, RELU_N1_TO_1, RESHAPE, SOFTMAX, SQUEEZE");
    }
  }

 private:
  ir::node& node() { return graph_.nodes.back(); }
  int input(int i) { return node().inputs[static_cast<std::size_t>(i)]; }

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, graph_.nodes.size() - 1),
         fmt::format(format, std::forward<Args>(args)...));
  }

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
  std::vector<int> constant_integers(int i, const char* what) {
    const ir::tensor& t = graph_.at(input(i));
    if (!t.constant()) refuse("its {} are computed at run time; accepted: a constant", what);
    const bool wide = t.type_name == "INT64";
    if (t.type != ir::element_type::int32 && !wide) {
      refuse("its {} are {}; accepted: INT32 or INT64", what, t.type_name);
    }
    const std::vector<std::uint8_t>& data = graph_.data_of(t);
    const std::size_t size = wide ? 8 : 4;
    constexpr std::size_t most = 2 * limits::rank;
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

  template <class Options>
  const Options& options() {
    const auto* found = source_.template builtin_options_as<Options>();
    if (found == nullptr) refuse("its options are missing or of another operator");
    return *found;
  }

  ir::activation fused(tflite::ActivationFunctionType function) const {
    switch (function) {
      case tflite::ActivationFunctionType_NONE:
        return ir::activation::none;
      case tflite::ActivationFunctionType_RELU:
        return ir::activation::relu;
      case tflite::ActivationFunctionType_RELU6:
        return ir::activation::relu6;
      case tflite::ActivationFunctionType_RELU_N1_TO_1:
        return ir::activation::relu_n1_to_1;
      default:
        break;
    }
    const std::string known = tflite::EnumNameActivationFunctionType(function);
    refuse("fused activation {} is not supported; accepted: NONE, RELU, RELU_N1_TO_1, RELU6",
           known.empty() ? fmt::format("{}", static_cast<int>(function)) : known);
  }

  ir::padding_rule padding(tflite::Padding rule) const {
    if (rule == tflite::Padding_SAME) return ir::padding_rule::same;
    if (rule == tflite::Padding_VALID) return ir::padding_rule::valid;
    refuse("padding {} is not supported; accepted: SAME, VALID", static_cast<int>(rule));
  }

  template <class Options>
  void check_dilation(const Options& o) const {
    if (o.dilation_h_factor() != 1 || o.dilation_w_factor() != 1) {
      refuse("dilation {} x {} is not supported; accepted: dilation 1", o.dilation_h_factor(),
             o.dilation_w_factor());
    }
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
    check_dilation(o);
    return ir::conv_2d{{{.size = filter_size(), .stride = {o.stride_h(), o.stride_w()}, .pad = {}},
                        padding(o.padding())},
                       fused(o.fused_activation_function())};
  }

  ir::operation depthwise_conv_2d() {
    operands(2, 3);
    const auto& o = options<tflite::DepthwiseConv2DOptions>();
    check_dilation(o);
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
    const auto* o = source_.builtin_options_as_AddOptions();
    return ir::add{o == nullptr ? ir::activation::none : fused(o->fused_activation_function())};
  }

  ir::operation softmax() {
    operands(1, 1);
    return ir::softmax{options<tflite::SoftmaxOptions>().beta()};
  }

  ir::operation mean() {
    operands(2, 2);
    const int rank = static_cast<int>(graph_.at(input(0)).dims.size());
    ir::mean m{constant_integers(1, "axes")};
    for (int& axis : m.axes) {
      if (axis < -rank || axis >= rank) {
        refuse("it names axis {}; accepted: {} to {}", axis, -rank, rank - 1);
      }
      if (axis < 0) axis += rank;
    }
    drop_inputs(1);
    return m;
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
    if (has_value) {
      const ir::tensor& value = graph_.at(input(2));
      if (!value.constant() || value.type != ir::element_type::int8 ||
          graph_.data_of(value).size() != 1) {
        refuse("its padding value is no INT8 constant; accepted: one stored INT8 value");
      }
      p.zero = false;
      p.value = static_cast<std::int8_t>(graph_.data_of(value)[0]);
    }
    drop_inputs(1);
    return p;
  }

  ir::operation view() {
    operands(1, 2);
    if (node().inputs.size() == 2 && input(1) != ir::absent && !graph_.at(input(1)).constant()) {
      refuse("its shape is computed at run time (a dynamic shape); accepted: a constant");
    }
    drop_inputs(1);
    return ir::view{};
  }

  ir::operation activate(ir::activation function) {
    operands(1, 1);
    return ir::activate{function};
  }

  const tflite::Operator& source_;
  const std::vector<std::string>& faults_;
  ir::graph& graph_;
};

}  // namespace

void read_operation(const tflite::Operator& source, int code,
                    const std::vector<std::string>& faults, ir::graph& graph) {
  operation_reader reader(source, faults, graph);
  graph.nodes.back().what = reader.operation(static_cast<tflite::BuiltinOperator>(code));
}

}  // namespace tyto::convert
