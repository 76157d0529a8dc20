// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/lower.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/lower/accumulator.hpp"

namespace tyto::convert {

namespace {

// Dimensions without the batch, filled up with ones: {1, 490} is {1, 1, 490}.
shape shape_of(const ir::tensor& t) {
  std::vector<int> dims = t.dims;
  if (dims.size() == 4) dims.erase(dims.begin());
  dims.insert(dims.begin(), 3 - dims.size(), 1);
  return {dims[0], dims[1], dims[2]};
}

template <class T>
std::vector<T> values_of(const std::vector<std::uint8_t>& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

class lowering {
 public:
  lowering(const ir::graph& graph, tyto::rounding rounding)
      : graph_(graph), values_(graph.tensors.size()) {
    model_.rounding = rounding;
  }

  lowered::model run() {
    model_.input = end_of(graph_.input);
    model_.output = end_of(graph_.output);
    for (index_ = 0; index_ < graph_.nodes.size(); ++index_) {
      std::visit([&](const auto& operation) { lower(operation); }, node().what);
      if (node().source_name.empty()) continue;  // a pass has put it there
      const value& made = values_[static_cast<std::size_t>(node().output)];
      model_.source_operators.push_back(
          {node().source_name, made.layer, made.pad, made.pad_value, made.inside});
    }
    if (model_.layers.empty()) {
      fail("no operator computes anything; accepted: at least one that is no view");
    }
    check_totals();
    for (lowered::source_operator& s : model_.source_operators) {
      if (s.inside == stored_shape_of(s.layer)) s.inside = {0, 0, 0};
    }
    return std::move(model_);
  }

 private:
  // Where a tensor's elements stand: in a layer's output, perhaps with a border around them.
  struct value {
    int layer = graph::network_input_index;
    padding pad;
    int pad_value = 0;
    shape inside{0, 0, 0};
  };

  const ir::node& node() const { return graph_.nodes[index_]; }
  const ir::tensor& input(std::size_t i) const { return graph_.at(node().inputs[i]); }
  const ir::tensor& output() const { return graph_.at(node().output); }

  const value& value_of_input(std::size_t i) const {
    return values_[static_cast<std::size_t>(node().inputs[i])];
  }
  value& value_of_output() { return values_[static_cast<std::size_t>(node().output)]; }

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, index_), fmt::format(format, std::forward<Args>(args)...));
  }

  lowered::end end_of(int tensor) const {
    const ir::tensor& t = graph_.at(tensor);
    const bool is_float = t.type == ir::element_type::float32;
    return {is_float, shape_of(t), is_float ? quantization{} : quantization_of(t)};
  }

  shape stored_shape_of(int layer) const {
    return layer == graph::network_input_index
               ? model_.input.dims
               : lowered::output_of(model_.layers[static_cast<std::size_t>(layer)]);
  }

  // The shape that the elements of input `i` have where they stand.
  shape stored_shape(std::size_t i) const { return stored_shape_of(value_of_input(i).layer); }

  // Adds a layer that reads the node's first `inputs` inputs.
  void add_layer(const char* kind, lowered::layer layer, std::size_t inputs = 1) {
    layer.name = fmt::format("{}_{}", kind, ++count_of_kind_[kind]);
    layer.source_name = node().source_name;
    layer.source_tensor = output().name;
    layer.tensor = node().output;
    const shape needed = lowered::input_of(layer);
    for (std::size_t i = 0; i < inputs; ++i) {
      const int from = value_of_input(i).layer;
      if (from == graph::network_input_index && model_.layers.empty()) {
        model_.input.dims = needed;  // its first reader decides: the bytes are the same
      }
      layer.reads_view |= stored_shape(i) != needed;
      layer.inputs.push_back(from);
    }
    if (const int channel = overflowing_channel(layer); channel >= 0) {
      refuse(
          "the int32 accumulator of output channel {} could overflow: sum |weight| * |input| + "
          "|bias|, shifted left by the multiplier's exponent, exceeds 2^31 - 1; accepted: a larger "
          "output scale, or fewer or smaller weights and biases",
          channel);
    }
    model_.layers.push_back(std::move(layer));
    value_of_output() = {.layer = static_cast<int>(model_.layers.size()) - 1, .pad = {}};
    if (node().output == graph_.output) {
      model_.output.dims = lowered::output_of(model_.layers.back());
    }
  }

  bool is_float() const { return input(0).type == ir::element_type::float32; }

  template <tyto::element T>
  numerics<T> numerics_of(ir::activation fused) const {
    if constexpr (std::is_same_v<T, float>) {
      const auto [min, max] = range_of<float>(fused);
      return {min, max};
    } else {
      return int8_numerics(fused);
    }
  }

  // What a fused activation lets through, as it is stored.
  template <tyto::element T>
  std::pair<T, T> range_of(ir::activation fused) const {
    if constexpr (std::is_same_v<T, float>) {
      using limit = std::numeric_limits<float>;
      return {std::max(fused.low, limit::lowest()), std::min(fused.high, limit::max())};
    } else {
      const int8_range range = activation_range(fused, quantization_of(output()));
      return {static_cast<T>(range.min), static_cast<T>(range.max)};
    }
  }

  numerics<std::int8_t> int8_numerics(ir::activation fused) const {
    const quantization out = quantization_of(output());
    const int8_range range = activation_range(fused, out);
    return {.input_zero_point = quantization_of(input(0)).zero_point,
            .output_zero_point = out.zero_point,
            .output_min = range.min,
            .output_max = range.max,
            .rounding = model_.rounding};
  }

  // Weights, bias and multipliers of the node's inputs.
  void take_constants(lowered::layer& layer, int channels, bool fully_connected) {
    if (is_float()) {
      layer.float_weights = values_of<float>(graph_.data_of(input(1)));
      layer.float_bias = bias_values<float>(channels);
    } else {
      layer.weights = values_of<std::int8_t>(graph_.data_of(input(1)));
      layer.bias = bias_values<std::int32_t>(channels);
      take_multipliers(layer, fully_connected);
    }
    constant_bytes_ += lowered::constant_bytes_of(layer);
    if (constant_bytes_ > limits::constant_bytes) {
      refuse("up to here the model has {} bytes of weights; accepted: up to {}", constant_bytes_,
             limits::constant_bytes);
    }
  }

  // Zeros where the node has no bias.
  template <class T>
  std::vector<T> bias_values(int channels) const {
    const bool has_bias = node().inputs.size() > 2 && node().inputs[2] != ir::absent;
    return has_bias ? values_of<T>(graph_.data_of(input(2)))
                    : std::vector<T>(static_cast<std::size_t>(channels));
  }

  void take_multipliers(lowered::layer& layer, bool fully_connected) const {
    for (const double real : real_multipliers(input(0), input(1), output(), fully_connected)) {
      layer.multipliers.push_back(make_multiplier(real));
    }
    const auto differs = [&](multiplier m) { return m != layer.multipliers.front(); };
    if (std::none_of(layer.multipliers.begin(), layer.multipliers.end(), differs)) {
      layer.multipliers.resize(1);
    }
  }

  void lower(const ir::conv_2d& c) {
    is_float() ? lower_conv<float>(c) : lower_conv<std::int8_t>(c);
  }
  void lower(const ir::depthwise_conv_2d& c) {
    is_float() ? lower_depthwise<float>(c) : lower_depthwise<std::int8_t>(c);
  }
  void lower(const ir::fully_connected& f) {
    is_float() ? lower_dense<float>(f) : lower_dense<std::int8_t>(f);
  }
  void lower(const ir::pool_2d& p) {
    is_float() ? lower_pool<float>(p) : lower_pool<std::int8_t>(p);
  }

  template <tyto::element T>
  void lower_conv(const ir::conv_2d& c) {
    const shape in = shape_of(input(0));
    const shape out = shape_of(output());
    const tyto::window& w = c.sliding.window;
    lowered::layer layer;
    const bool is_pointwise = w == tyto::window{};
    if (is_pointwise) {
      layer.spec = ops::pointwise<T>{in, out, numerics_of<T>(c.fused)};
    } else {
      layer.spec = ops::conv2d<T>{in, out, w, numerics_of<T>(c.fused)};
    }
    take_constants(layer, out.channels, false);
    add_layer(is_pointwise ? "pointwise" : "conv", std::move(layer));
  }

  template <tyto::element T>
  void lower_depthwise(const ir::depthwise_conv_2d& c) {
    const shape out = shape_of(output());
    lowered::layer layer;
    layer.spec =
        ops::depthwise<T>{shape_of(input(0)), out, c.sliding.window, numerics_of<T>(c.fused)};
    take_constants(layer, out.channels, false);
    add_layer("depthwise", std::move(layer));
  }

  template <tyto::element T>
  void lower_dense(const ir::fully_connected& f) {
    const int channels = input(1).dims[0];
    lowered::layer layer;
    layer.spec =
        ops::fully_connected<T>{stored_shape(0), {1, 1, channels}, numerics_of<T>(f.fused)};
    take_constants(layer, channels, true);
    add_layer("dense", std::move(layer));
  }

  template <tyto::element T>
  void lower_pool(const ir::pool_2d& p) {
    const shape in = shape_of(input(0));
    const shape out = shape_of(output());
    const tyto::window& w = p.sliding.window;
    const auto [min, max] = range_of<T>(p.fused);
    lowered::layer layer;
    if (p.kind == ir::pool_kind::maximum) {
      layer.spec = ops::max_pool<T>{in, out, w, min, max};
      add_layer("max_pool", std::move(layer));
    } else if (w.size == extent{in.height, in.width} && w.pad == padding{}) {
      layer.spec = ops::global_average_pool<T>{in, out, min, max};
      add_layer("global_average_pool", std::move(layer));
    } else {
      layer.spec = ops::average_pool<T>{in, out, w, min, max};
      add_layer("average_pool", std::move(layer));
    }
  }

  void lower(const ir::add& a) {
    if (is_float()) {
      const auto [min, max] = range_of<float>(a.fused);
      lowered::layer layer;
      layer.spec = ops::add<float>{stored_shape(0), stored_shape(0), min, max};
      return add_layer("add", std::move(layer), 2);
    }
    const quantization out = quantization_of(output());
    auto spec =
        ops::make_add(stored_shape(0), quantization_of(input(0)), quantization_of(input(1)), out);
    // Both inputs reach 2^28 at most before it, so anything below 1 cannot overflow.
    if (spec.output_multiplier.exponent > 0) {
      refuse(
          "its output's scale {} is not over 2^-19 of its inputs'; accepted: a larger output scale",
          out.scale);
    }
    const int8_range range = activation_range(a.fused, out);
    spec.output_min = range.min;
    spec.output_max = range.max;
    spec.rounding = model_.rounding;
    lowered::layer layer;
    layer.spec = spec;
    add_layer("add", std::move(layer), 2);
  }

  void lower(const ir::softmax& s) {
    lowered::layer layer;
    if (is_float()) {
      layer.spec = ops::softmax<float>{shape_of(input(0)), shape_of(input(0)), s.beta};
      return add_layer("softmax", std::move(layer));
    }
    layer.spec = ops::make_softmax(shape_of(input(0)), quantization_of(input(0)).scale, s.beta,
                                   model_.rounding);
    add_layer("softmax", std::move(layer));
  }

  void lower(const ir::mean&) {
    const shape in = shape_of(input(0));
    lowered::layer layer;
    layer.spec = ops::mean{in, {1, 1, in.channels}, int8_numerics(ir::activation::none)};
    layer.multipliers = {ops::make_mean_multiplier(
        quantization_of(input(0)).scale, quantization_of(output()).scale, in.height * in.width)};
    add_layer("mean", std::move(layer));
  }

  // An int8 tensor in another quantisation, or through an activation function.
  void rescale(ir::activation function) {
    const shape s = stored_shape(0);
    lowered::layer layer;
    layer.spec = ops::rescale{s, s, int8_numerics(function)};
    layer.multipliers = {make_multiplier(double{quantization_of(input(0)).scale} /
                                         double{quantization_of(output()).scale})};
    add_layer("rescale", std::move(layer));
  }

  void lower(const ir::activate& a) { is_float() ? clamp(a.function) : rescale(a.function); }

  // The maximum over a window of one element is that element.
  void clamp(ir::activation function) {
    const shape s = stored_shape(0);
    const auto [min, max] = range_of<float>(function);
    lowered::layer layer;
    layer.spec = ops::max_pool<float>{s, s, {}, min, max};
    add_layer("clamp", std::move(layer));
  }

  void lower(const ir::quantize&) {
    if (input(0).type == ir::element_type::int8) return rescale(ir::activation::none);
    const shape s = stored_shape(0);
    lowered::layer layer;
    layer.spec = ops::quantize{s, s, quantization_of(output())};
    add_layer("quantize", std::move(layer));
  }

  void lower(const ir::dequantize&) {
    const shape s = stored_shape(0);
    lowered::layer layer;
    layer.spec = ops::dequantize{s, s, quantization_of(input(0))};
    add_layer("dequantize", std::move(layer));
  }

  void lower(const ir::view&) { value_of_output() = value_of_input(0); }

  // What a pad writes exists only in the windows that merge_pads has widened.
  void lower(const ir::pad& p) {
    value v = value_of_input(0);
    if (v.pad == padding{}) v.inside = shape_of(input(0));
    if (p.amounts.size() == 4) {
      v.pad.top += p.amounts[1][0];
      v.pad.bottom += p.amounts[1][1];
      v.pad.left += p.amounts[2][0];
      v.pad.right += p.amounts[2][1];
    }
    v.pad_value = is_float() ? 0 : quantization_of(input(0)).zero_point;
    value_of_output() = v;
  }

  void lower(const ir::concatenation&) const { refuse("is no layer yet"); }
  void lower(const ir::slice&) const { refuse("is no layer yet"); }
  void lower(const ir::history&) const { refuse("is no layer yet"); }

  template <ir::folded_operation Folded>
  void lower(const Folded&) const {
    refuse("is no layer of its own");  // check_shapes has said so
  }

  void check_totals() const {
    std::int64_t operations = 0;
    std::int64_t elements = 0;
    for (const lowered::layer& l : model_.layers) {
      operations += lowered::operations_of(l);
      elements += lowered::output_of(l).elements();
    }
    if (operations > limits::operations) {
      fail("has {} multiply-accumulates and pooled elements; accepted: up to {}", operations,
           limits::operations);
    }
    if (elements > limits::activation_elements) {
      fail("has {} elements in its activations; accepted: up to {}", elements,
           limits::activation_elements);
    }
  }

  const ir::graph& graph_;
  std::size_t index_ = 0;
  std::vector<value> values_;
  std::map<std::string, int> count_of_kind_;
  std::int64_t constant_bytes_ = 0;
  lowered::model model_;
};

}  // namespace

lowered::model lower(const ir::graph& graph, tyto::rounding rounding) {
  return lowering(graph, rounding).run();
}

}  // namespace tyto::convert
