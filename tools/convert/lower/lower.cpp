// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/lower.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
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

// The same axis of shape_of(t).
ops::axis axis_of(const ir::tensor& t, int axis) {
  return static_cast<ops::axis>(axis + 3 - static_cast<int>(t.dims.size()));
}

// What is given for each dimension of `t`, for each axis of shape_of(t): 0 (or `absent`) for those
// that `t` does not have.
ops::steps steps_of(const ir::tensor& t, std::vector<int> each, int absent) {
  if (t.dims.size() == 4) each.erase(each.begin());
  each.insert(each.begin(), 3 - each.size(), absent);
  return {each[0], each[1], each[2]};
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
    copy_output();
    find_later();
    keep_rows();
    check_output();
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
    int kept = 0;  // see lowered::source
    int first_row = 0;
    int rows = 0;
    int later = ir::absent;  // the tensor whose layer is not known yet, instead of `layer`
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
    return {is_float, t.type, shape_of(t), is_float ? quantization{} : quantization_of(t)};
  }

  shape stored_shape_of(int layer) const {
    return layer == graph::network_input_index
               ? model_.input.dims
               : lowered::output_of(model_.layers[static_cast<std::size_t>(layer)]);
  }

  // The shape that the elements of input `i` have where they stand.
  shape stored_shape(std::size_t i) const { return stored_shape_of(value_of_input(i)); }

  shape stored_shape_of(const value& v) const {
    shape s = v.later == ir::absent ? stored_shape_of(v.layer) : shape_of(graph_.at(v.later));
    if (v.rows != 0) s.height = v.rows;
    return s;
  }

  // Adds a layer that reads the node's first `inputs` inputs (the second is number `second`); or,
  // `again`, what the layer before it has made for this node.
  void add_layer(const char* kind, lowered::layer layer, std::size_t inputs = 1, bool again = false,
                 std::size_t second = 1) {
    layer.name = fmt::format("{}_{}", kind, ++count_of_kind_[kind]);
    layer.source_name = node().source_name;
    layer.source_tensor = output().name;
    layer.tensor = node().output;
    for (std::size_t i = 0; i < inputs; ++i) {
      const shape needed = lowered::input_of(layer, static_cast<int>(i));
      const std::size_t at = i == 1 ? second : i;
      const value v = again ? value_of_output() : value_of_input(at);
      const lowered::source from{v.layer, v.kept, v.first_row, v.rows};
      if (v.later != ir::absent) {
        later_.push_back({model_.layers.size(), i, v.later, index_});
      } else if (from.layer == graph::network_input_index && from.plain() &&
                 model_.layers.empty()) {
        model_.input.dims = needed;  // its first reader decides: the bytes are the same
      }
      layer.reads_view |= stored_shape_of(v) != needed;
      layer.inputs.push_back(from);
    }
    if (const int channel = overflowing_channel(layer); channel >= 0) {
      if (!layer.wide_bias.empty()) {
        refuse(
            "the int64 accumulator of output channel {} is too large to be requantised; accepted: "
            "a larger output scale, or fewer or smaller weights and biases",
            channel);
      }
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
  bool is_wide() const { return input(0).type == ir::element_type::int16; }

  // f(T{}), T what the node computes with.
  template <class F>
  void with_element(F f) {
    if (is_float()) return f(float{});
    if (is_wide()) return f(std::int16_t{});
    f(std::int8_t{});
  }

  template <tyto::element T>
  numerics<T> numerics_of(ir::activation fused) const {
    if constexpr (std::is_same_v<T, float>) {
      const auto [min, max] = range_of<float>(fused);
      return {min, max};
    } else if constexpr (std::is_same_v<T, std::int16_t>) {
      const auto [min, max] = range_of<T>(fused);
      return {min, max, model_.rounding};
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
      constexpr stored_limits all{std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
      const stored_limits range = activation_range(fused, quantization_of(output()), all);
      return {static_cast<T>(range.min), static_cast<T>(range.max)};
    }
  }

  numerics<std::int8_t> int8_numerics(ir::activation fused) const {
    const quantization out = quantization_of(output());
    const stored_limits range = activation_range(fused, out);
    return {.input_zero_point = quantization_of(input(0)).zero_point,
            .output_zero_point = out.zero_point,
            .output_min = range.min,
            .output_max = range.max,
            .rounding = model_.rounding};
  }

  // Weights, bias and multipliers of the node's inputs.
  void take_constants(lowered::layer& layer, int channels, multiplier_rule rule) {
    if (is_float()) {
      layer.float_weights = values_of<float>(graph_.data_of(input(1)));
      layer.float_bias = bias_values<float>(channels);
    } else {
      layer.weights = values_of<std::int8_t>(graph_.data_of(input(1)));
      if (is_wide() && !(has_bias() && input(2).type == ir::element_type::int32)) {
        layer.wide_bias = bias_values<std::int64_t>(channels);
      } else {
        layer.bias = bias_values<std::int32_t>(channels);
      }
      take_multipliers(layer, rule);
    }
    count_constants(layer);
  }

  void count_constants(const lowered::layer& layer) {
    constant_bytes_ += lowered::constant_bytes_of(layer);
    if (constant_bytes_ > limits::constant_bytes) {
      refuse("up to here the model has {} bytes of weights; accepted: up to {}", constant_bytes_,
             limits::constant_bytes);
    }
  }

  bool has_bias() const { return node().inputs.size() > 2 && node().inputs[2] != ir::absent; }

  // Zeros where the node has no bias.
  template <class T>
  std::vector<T> bias_values(int channels) const {
    return has_bias() ? values_of<T>(graph_.data_of(input(2)))
                      : std::vector<T>(static_cast<std::size_t>(channels));
  }

  void take_multipliers(lowered::layer& layer, multiplier_rule rule) const {
    for (const double real : real_multipliers(input(0), input(1), output(), rule)) {
      layer.multipliers.push_back(make_multiplier(real));
    }
    const auto differs = [&](multiplier m) { return m != layer.multipliers.front(); };
    if (std::none_of(layer.multipliers.begin(), layer.multipliers.end(), differs)) {
      layer.multipliers.resize(1);
    }
  }

  void lower(const ir::conv_2d& c) {
    with_element([&]<class T>(T) { lower_conv<T>(c); });
  }
  void lower(const ir::depthwise_conv_2d& c) {
    with_element([&]<class T>(T) { lower_depthwise<T>(c); });
  }
  void lower(const ir::fully_connected& f) {
    if (!is_wide() && output().type == ir::element_type::int16) return lower_svdf_features();
    with_element([&]<class T>(T) { lower_dense<T>(f); });
  }
  void lower(const ir::pool_2d& p) {
    with_element([&]<class T>(T) { lower_pool<T>(p); });
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
    take_constants(layer, out.channels, multiplier_rule::float64);
    add_layer(is_pointwise ? "pointwise" : "conv", std::move(layer));
  }

  template <tyto::element T>
  void lower_depthwise(const ir::depthwise_conv_2d& c) {
    const shape out = shape_of(output());
    lowered::layer layer;
    layer.spec =
        ops::depthwise<T>{shape_of(input(0)), out, c.sliding.window, numerics_of<T>(c.fused)};
    take_constants(layer, out.channels,
                   c.float32_multiplier ? multiplier_rule::float32 : multiplier_rule::float64);
    add_layer("depthwise", std::move(layer));
  }

  template <tyto::element T>
  void lower_dense(const ir::fully_connected& f) {
    const int channels = input(1).dims[0];
    const int taps = input(1).dims[1];
    lowered::layer layer;
    const shape in = stored_shape(0);
    if (const int vectors = in.elements() / taps; vectors > 1) {  // a matrix of each is pointwise
      layer.spec =
          ops::pointwise<T>{{1, vectors, taps}, {1, vectors, channels}, numerics_of<T>(f.fused)};
    } else {
      layer.spec = ops::fully_connected<T>{in, {1, 1, channels}, numerics_of<T>(f.fused)};
    }
    take_constants(
        layer, channels,
        f.float32_multiplier ? multiplier_rule::float32 : multiplier_rule::float32_product);
    add_layer("dense", std::move(layer));
  }

  // ---- layers with state

  void lower_svdf_features() {
    const shape in = stored_shape(0);
    const int filters = input(1).dims[0];
    if (in.elements() != input(1).dims[1]) refuse("its output is INT16 and it has several vectors");
    lowered::layer layer;
    layer.spec = ops::svdf_features{
        in, {1, 1, filters}, quantization_of(input(0)).zero_point, model_.rounding};
    take_constants(layer, filters, multiplier_rule::float32);
    const std::int64_t largest =
        128 * ops::checks::largest_input(quantization_of(input(0)).zero_point) * in.elements();
    check_sum(largest, layer.multipliers[0]);
    add_layer("features", std::move(layer));
  }

  void check_sum(std::int64_t largest, multiplier m) const {
    if (largest > ops::checks::largest_accumulator(m.exponent)) {
      refuse("the int32 sum could overflow; accepted: a larger output scale");
    }
  }

  void lower(const ir::svdf_time& s) {
    switch (input(0).type) {
      case ir::element_type::float32:
        return lower_svdf_time<float>(s);
      case ir::element_type::int16:
        return lower_svdf_time<std::int16_t>(s);
      case ir::element_type::int8:
      case ir::element_type::uint8:
      case ir::element_type::int32:
      case ir::element_type::int64:
      case ir::element_type::other:
        break;
    }
    lower_svdf_time<std::int8_t>(s);
  }

  template <ops::svdf_state State>
  void lower_svdf_time(const ir::svdf_time& s) {
    using element = typename ops::svdf_time<State>::element;
    lowered::layer layer;
    layer.spec = ops::svdf_time<State>{shape_of(input(0)), shape_of(output()), s.rank,
                                       numerics_of<element>(s.fused)};
    if constexpr (std::is_same_v<State, std::int16_t>) {
      layer.wide_weights = values_of<std::int16_t>(graph_.data_of(input(1)));
      layer.bias = bias_values<std::int32_t>(output().dims[3]);
      take_multipliers(layer, multiplier_rule::float32);
      count_constants(layer);
    } else {
      take_constants(layer, output().dims[3], multiplier_rule::float32);
    }
    if (!layer.multipliers.empty() && layer.multipliers[0].exponent > 0) {
      refuse("its output's scale {} is too small for its state's; accepted: a larger output scale",
             quantization_of(output()).scale);
    }
    add_layer("svdf", std::move(layer));
  }

  // [gates * units][in] and [gates * units][out] as [gates][units][in + out], and what `b` has
  // more.
  template <class T>
  std::vector<T> rows_joined(const ir::tensor& a, const ir::tensor& b) const {
    const std::vector<T> from_input = values_of<T>(graph_.data_of(a));
    const std::vector<T> from_state = values_of<T>(graph_.data_of(b));
    std::vector<T> all;
    for (int row = 0; row < a.dims[0]; ++row) {
      const auto take = [&](const std::vector<T>& from, int length) {
        const auto begin = from.begin() + std::ptrdiff_t{row} * length;
        all.insert(all.end(), begin, begin + length);
      };
      take(from_input, a.dims[1]);
      take(from_state, b.dims[1]);
    }
    all.insert(all.end(), from_state.begin() + std::ptrdiff_t{a.dims[0]} * b.dims[1],
               from_state.end());
    return all;
  }

  void lower(const ir::recurrent& r) {
    if (r.kind == ir::recurrent_kind::gru) return lower_gru(r);
    is_float() ? lower_lstm<float>(r) : lower_lstm<std::int8_t>(r);
  }

  void lower_gru(const ir::recurrent& r) {
    lowered::layer layer;
    layer.spec = ops::gru{shape_of(input(0)), shape_of(output()), r.reset_after, r.reversed};
    layer.float_weights = rows_joined<float>(input(1), input(2));
    layer.float_bias = values_of<float>(graph_.data_of(input(3)));
    count_constants(layer);
    add_layer("gru", std::move(layer));
  }

  template <tyto::element T>
  void lower_lstm(const ir::recurrent& r) {
    const std::size_t inputs = node().inputs.size() > 4 ? 2 : 1;
    ops::lstm<T> s;
    s.input = shape_of(input(0));
    s.output = shape_of(output());
    s.input_count = static_cast<int>(inputs);
    s.reversed = r.reversed;
    lowered::layer layer;
    if constexpr (std::is_same_v<T, float>) {
      s.cell_clip = r.cell_clip;
      s.peepholes = r.peepholes;
      s.projected_units = r.projects ? input(1).dims[0] / s.gates : 0;
      layer.float_weights = rows_joined<float>(input(1), input(2));
      layer.float_bias = values_of<float>(graph_.data_of(input(3)));
    } else {
      finish_lstm(s, r);
      layer.weights = rows_joined<std::int8_t>(input(1), input(2));
      layer.bias = values_of<std::int32_t>(graph_.data_of(input(3)));
      layer.multipliers = lstm_multipliers(r);
      check_lstm(s, layer);
    }
    layer.spec = s;
    count_constants(layer);
    add_layer("lstm", std::move(layer), inputs, false, 4);
  }

  void finish_lstm(ops::lstm<std::int8_t>& s, const ir::recurrent& r) const {
    s.input_zero_point[0] = quantization_of(input(0)).zero_point;
    s.input_zero_point[1] = s.output_zero_point = quantization_of(output()).zero_point;
    s.cell_exponent = r.cell_exponent;
    if (r.cell_clip > 0.0F) {
      const double stored = std::ldexp(double{r.cell_clip}, -r.cell_exponent);
      s.cell_clip = static_cast<int>(std::min(stored, 32767.0));
    }
    s.rounding = model_.rounding;
  }

  std::vector<multiplier> lstm_multipliers(const ir::recurrent& r) const {
    const double gate = std::ldexp(1.0, -12);
    const float x = quantization_of(input(0)).scale;
    const float h = quantization_of(output()).scale;
    std::vector<multiplier> all;
    for (const float scale : input(1).quantized.scale)
      all.push_back(make_multiplier(double{x * scale} / gate));
    for (const float scale : input(2).quantized.scale)
      all.push_back(make_multiplier(double{h * scale} / gate));
    all.push_back(make_multiplier(std::ldexp(1.0, -15)));
    all.push_back(make_multiplier(std::ldexp(1.0, -30 - r.cell_exponent)));
    all.push_back(make_multiplier(std::ldexp(1.0, -30) / double{h}));
    return all;
  }

  void check_lstm(const ops::lstm<std::int8_t>& s, const lowered::layer& layer) const {
    const auto at = [&](int i) { return layer.multipliers[static_cast<std::size_t>(i)]; };
    const int unit = ops::checks::overflowing_unit(s, layer.weights.data(), layer.bias.data(), at);
    if (unit >= 0) {
      refuse("an int32 sum of its unit {} could overflow; accepted: smaller weights and biases",
             unit);
    }
    for (int i = ops::lstm_multiplier::forget; i < ops::lstm_multiplier::count; ++i) {
      if (at(i).exponent > 0) {
        refuse("its output's scale {} is too small for its state's; accepted: at least 2^-30",
               quantization_of(output()).scale);
      }
    }
  }

  template <tyto::element T>
  void lower_pool(const ir::pool_2d& p) {
    const shape in = shape_of(input(0));
    const shape out = shape_of(output());
    const tyto::window& w = p.sliding.window;
    const auto [min, max] = range_of<T>(p.fused);
    if (std::is_same_v<T, std::int16_t> && p.kind == ir::pool_kind::average &&
        std::int64_t{w.size.height} * w.size.width > ops::checks::most_pooled_int16) {
      refuse("it averages {}x{} elements of INT16; accepted: up to {}", w.size.height, w.size.width,
             ops::checks::most_pooled_int16);
    }
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
    with_element([&]<class T>(T) { lower_add<T>(a); });
  }

  template <tyto::element T>
  void lower_add(const ir::add& a) {
    const auto [min, max] = range_of<T>(a.fused);
    lowered::layer layer;
    if constexpr (std::is_same_v<T, float>) {
      layer.spec = ops::add<float>{stored_shape(0), stored_shape(0), min, max};
    } else {
      const quantization out = quantization_of(output());
      auto spec = ops::make_add<T>(stored_shape(0), quantization_of(input(0)),
                                   quantization_of(input(1)), out);
      // Both inputs reach 2^29 at most before it, so anything below 1 cannot overflow.
      if (spec.output_multiplier.exponent > 0) {
        refuse(
            "its output's scale {} is not over 2^-{} of its inputs'; accepted: a larger output "
            "scale",
            out.scale, spec.input_shift - 1);
      }
      spec.output_min = min;
      spec.output_max = max;
      spec.rounding = model_.rounding;
      layer.spec = spec;
    }
    add_layer("add", std::move(layer), 2);
  }

  void lower(const ir::softmax& s) {
    lowered::layer layer;
    if (is_wide()) {
      const auto spec = ops::make_softmax_int16(shape_of(input(0)), quantization_of(input(0)).scale,
                                                s.beta, model_.rounding);
      if (ops::checks::largest_accumulator(spec.input_multiplier.exponent) < 65535) {
        refuse("its input's scale {} times beta {} is over 4; accepted: up to that",
               quantization_of(input(0)).scale, s.beta);
      }
      layer.spec = spec;
      return add_layer("softmax", std::move(layer));
    }
    if (output().type == ir::element_type::int16) {
      const auto narrow = ops::make_softmax(shape_of(input(0)), quantization_of(input(0)).scale,
                                            s.beta, model_.rounding);
      layer.spec = ops::wide_softmax{narrow.input, narrow.output, narrow.input_multiplier,
                                     narrow.difference_min, narrow.rounding};
      return add_layer("softmax", std::move(layer));
    }
    if (is_float()) {
      layer.spec = ops::softmax<float>{shape_of(input(0)), shape_of(input(0)), s.beta};
      return add_layer("softmax", std::move(layer));
    }
    layer.spec = ops::make_softmax(shape_of(input(0)), quantization_of(input(0)).scale, s.beta,
                                   model_.rounding);
    add_layer("softmax", std::move(layer));
  }

  // ---- arithmetic and functions

  void lower(const ir::binary& b) {
    with_element([&]<class T>(T) { lower_binary<T>(b); });
  }

  template <tyto::element T>
  ops::binary<T> binary_spec(const ir::binary& b) const {
    ops::binary<T> s;
    s.what = b.what;
    s.input = shape_of(input(0));
    s.second = shape_of(input(1));
    s.output = shape_of(output());
    s.input_count = input(1).constant() ? 1 : 2;
    s.swapped = b.swapped;
    const auto [min, max] = range_of<T>(b.fused);
    s.output_min = min;
    s.output_max = max;
    if constexpr (quantized_element<T>) {
      s.rounding = model_.rounding;
      s = ops::with_scales(s, quantization_of(input(0)), quantization_of(input(1)),
                           quantization_of(output()));
    }
    return s;
  }

  template <tyto::element T>
  void lower_binary(const ir::binary& b) {
    const ops::binary<T> s = binary_spec<T>(b);
    if constexpr (quantized_element<T>) check_overflow(s);
    lowered::layer layer;
    if (!input(1).constant()) {
      layer.spec = s;
      return add_layer(name_of(b.what), std::move(layer), 2);
    }
    std::vector<T> operand = values_of<T>(graph_.data_of(input(1)));
    if constexpr (std::is_same_v<T, std::int8_t>) {
      if (operand.size() == 1) {  // a function of one stored value
        return add_lookup(name_of(b.what), ops::make_lookup_table([&](int q) {
                            return ops::value_of(s, static_cast<std::int8_t>(q), operand[0]);
                          }));
      }
      layer.operand = std::move(operand);
    } else if constexpr (std::is_same_v<T, std::int16_t>) {
      layer.wide_operand = std::move(operand);
    } else {
      layer.float_operand = std::move(operand);
    }
    layer.spec = s;
    add_layer(name_of(b.what), std::move(layer));
  }

  // As ops/binary.hpp does in the compiler.
  template <quantized_element T>
  void check_overflow(const ops::binary<T>& s) const {
    using ops::checks::largest_accumulator;
    using ops::checks::largest_input;
    const std::int64_t a = largest_input<T>(s.input_zero_point[0]);
    const std::int64_t b = largest_input<T>(s.input_zero_point[1]);
    bool fits = true;
    switch (s.what) {
      case ops::arithmetic::add:
      case ops::arithmetic::subtract:
        // Both operands reach 2^29 at most before it.
        fits = s.output_multiplier.exponent <= 0;
        break;
      case ops::arithmetic::squared_difference: {
        // Each is halved at least on its way to the common scale.
        const std::int64_t difference = (a + b) << (s.input_shift - 1);
        fits = difference * difference <= largest_accumulator(s.output_multiplier.exponent);
        break;
      }
      case ops::arithmetic::prelu:
        fits = (s.swapped ? b : a) <= largest_accumulator(s.input_multiplier[0].exponent) &&
               a * b <= largest_accumulator(s.output_multiplier.exponent);
        break;
      case ops::arithmetic::multiply:
        fits = a * b <= largest_accumulator(s.output_multiplier.exponent);
        break;
      case ops::arithmetic::divide:
      case ops::arithmetic::maximum:
      case ops::arithmetic::minimum:
        break;
    }
    if (!fits) {
      refuse("its output's scale {} is too small for its inputs'; accepted: a larger output scale",
             quantization_of(output()).scale);
    }
  }

  static const char* name_of(ops::arithmetic what) {
    switch (what) {
      case ops::arithmetic::add:
        return "add";
      case ops::arithmetic::subtract:
        return "subtract";
      case ops::arithmetic::multiply:
        return "multiply";
      case ops::arithmetic::divide:
        return "divide";
      case ops::arithmetic::maximum:
        return "maximum";
      case ops::arithmetic::minimum:
        return "minimum";
      case ops::arithmetic::squared_difference:
        return "squared_difference";
      case ops::arithmetic::prelu:
        return "prelu";
    }
    return "binary";
  }

  void add_lookup(const char* kind, const ops::lookup_table& table) {
    lowered::layer layer;
    const shape s = stored_shape(0);
    layer.spec = ops::lookup{s, s, quantization_of(output()).zero_point};
    layer.table.assign(table.begin(), table.end());
    add_layer(kind, std::move(layer));
  }

  void lower(const ir::unary& u) {
    const shape s = stored_shape(0);
    if (is_float()) {
      lowered::layer layer;
      layer.spec = ops::unary{u.function, s, s, u.alpha, u.beta};
      return add_layer(name_of(u.function), std::move(layer));
    }
    if (is_wide()) {
      lowered::layer layer;
      layer.spec = ops::make_wide_function(s, u.function == ops::function::tanh,
                                           quantization_of(input(0)).scale);
      return add_layer(name_of(u.function), std::move(layer));
    }
    const quantization in = quantization_of(input(0));
    const quantization out = quantization_of(output());
    add_lookup(name_of(u.function), [&] {
      switch (u.function) {
        case ops::function::logistic:
          return ops::logistic_table(in);
        case ops::function::tanh:
          return ops::tanh_table(in);
        case ops::function::hard_swish:
          return ops::hard_swish_table(in, out);
        case ops::function::leaky_relu:
          return ops::leaky_relu_table(in, out, u.alpha, model_.rounding);
        case ops::function::abs:
          return ops::abs_table(in, out);
        case ops::function::elu:
          return ops::elu_table(in, out, u.alpha);
        case ops::function::rsqrt:
          return ops::rsqrt_table(in, out);
        case ops::function::hard_sigmoid:
        case ops::function::exp:
        case ops::function::log:
        case ops::function::sqrt:
        case ops::function::negate:
        case ops::function::square:
          break;
      }
      refuse("its input is INT8; accepted: FLOAT32");  // check_types has said so
    }());
  }

  static const char* name_of(ops::function f) {
    switch (f) {
      case ops::function::logistic:
        return "logistic";
      case ops::function::tanh:
        return "tanh";
      case ops::function::hard_swish:
        return "hard_swish";
      case ops::function::hard_sigmoid:
        return "hard_sigmoid";
      case ops::function::leaky_relu:
        return "leaky_relu";
      case ops::function::elu:
        return "elu";
      case ops::function::exp:
        return "exp";
      case ops::function::log:
        return "log";
      case ops::function::sqrt:
        return "sqrt";
      case ops::function::rsqrt:
        return "rsqrt";
      case ops::function::abs:
        return "abs";
      case ops::function::negate:
        return "negate";
      case ops::function::square:
        return "square";
    }
    return "unary";
  }

  // ---- reductions

  void lower(const ir::mean& m) {
    const shape in = shape_of(input(0));
    const ops::axes over = axes_of(m.axes, in);
    if (is_float() || is_wide() || over.channels || (in.height > 1 && !over.height) ||
        (in.width > 1 && !over.width)) {
      return lower(ir::reduce{ops::reduction::mean, m.axes});
    }
    lowered::layer layer;
    layer.spec = ops::mean{in, {1, 1, in.channels}, int8_numerics(ir::activation::none)};
    layer.multipliers = {ops::make_mean_multiplier(
        quantization_of(input(0)).scale, quantization_of(output()).scale, in.height * in.width)};
    add_layer("mean", std::move(layer));
  }

  ops::axes axes_of(const std::vector<int>& named, shape in) const {
    ops::axes over;
    for (const int axis : named) {
      if (input(0).dims.size() == 4 && axis == 0) continue;  // the batch
      switch (axis_of(input(0), axis)) {
        case ops::axis::height:
          over.height = in.height > 1;
          break;
        case ops::axis::width:
          over.width = in.width > 1;
          break;
        case ops::axis::channels:
          over.channels = in.channels > 1;
          break;
      }
    }
    return over;
  }

  void lower(const ir::reduce& r) {
    with_element([&]<class T>(T) { lower_reduce<T>(r); });
  }

  template <tyto::element T>
  void lower_reduce(const ir::reduce& r) {
    ops::reduce<T> s;
    s.what = r.what;
    s.input = shape_of(input(0));
    s.over = axes_of(r.axes, s.input);
    s.output = ops::reduced(s.input, s.over);
    s.numerics = numerics_of<T>(ir::activation::none);
    if constexpr (quantized_element<T>) {
      s = ops::with_scale(s, quantization_of(input(0)).scale, quantization_of(output()).scale);
      const std::int64_t largest =
          ops::checks::largest_input<T>(s.numerics.input_zero_point) * s.count();
      if (s.sums() && largest > ops::checks::largest_accumulator(s.scale.exponent)) {
        refuse("the int32 sum could overflow; accepted: a larger output scale");
      }
    }
    lowered::layer layer;
    layer.spec = s;
    add_layer("reduce", std::move(layer));
  }

  // ---- moves

  void lower(const ir::concatenation& c) {
    with_element([&]<class T>(T) { lower_concatenation<T>(c); });
  }

  template <tyto::element T>
  void lower_concatenation(const ir::concatenation& c) {
    if (output().dims.size() == 4 && c.axis == 0) refuse("it joins batches");
    ops::concatenate<T> s;
    s.axis = axis_of(output(), c.axis);
    s.input = shape_of(input(0));
    s.output = shape_of(output());
    s.input_count = static_cast<int>(node().inputs.size());
    for (int k = 0; k < s.input_count; ++k) {
      s.extents[k] = ops::extent_along(shape_of(input(static_cast<std::size_t>(k))), s.axis);
    }
    lowered::layer layer;
    layer.spec = s;
    add_layer("concatenate", std::move(layer), node().inputs.size());
  }

  void lower(const ir::slice& s) {
    if (takes_rows(s)) return take_rows(s);
    with_element([&]<class T>(T) { lower_slice<T>(s); });
  }

  template <tyto::element T>
  void lower_slice(const ir::slice& s) {
    lowered::layer layer;
    layer.spec = ops::slice<T>{shape_of(input(0)), shape_of(output()),
                               steps_of(input(0), s.begin, 0), steps_of(input(0), s.step, 1)};
    add_layer("slice", std::move(layer));
  }

  void lower(const ir::transpose& t) {
    with_element([&]<class T>(T) { lower_transpose<T>(t); });
  }

  // Axes of one element move nothing: what is left are at most three.
  template <tyto::element T>
  void lower_transpose(const ir::transpose& t) {
    const std::vector<int>& dims = input(0).dims;
    std::vector<int> axes;  // of more than one element, in the input's order
    for (std::size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] > 1) axes.push_back(static_cast<int>(i));
    }
    std::vector<int> moved;  // the same, in the output's order
    for (const int axis : t.order) {
      if (dims[static_cast<std::size_t>(axis)] > 1) moved.push_back(axis);
    }
    if (moved == axes) return lower(ir::view{});
    const int missing = 3 - static_cast<int>(axes.size());
    ops::transpose<T> s;
    int extents[3] = {1, 1, 1};
    for (std::size_t i = 0; i < axes.size(); ++i) {
      extents[missing + static_cast<int>(i)] = dims[static_cast<std::size_t>(axes[i])];
      const auto at = std::find(axes.begin(), axes.end(), moved[i]) - axes.begin();
      s.order[missing + static_cast<int>(i)] =
          static_cast<ops::axis>(missing + static_cast<int>(at));
    }
    s.input = {extents[0], extents[1], extents[2]};
    s.output = {ops::extent_along(s.input, s.order[0]), ops::extent_along(s.input, s.order[1]),
                ops::extent_along(s.input, s.order[2])};
    lowered::layer layer;
    layer.spec = s;
    add_layer("transpose", std::move(layer));
  }

  // An integer tensor in another quantisation, or through an activation function.
  template <quantized_element T>
  void rescale(ir::activation function) {
    const shape s = stored_shape(0);
    lowered::layer layer;
    layer.spec = ops::rescale_of<T>{s, s, numerics_of<T>(function)};
    layer.multipliers = {make_multiplier(double{quantization_of(input(0)).scale} /
                                         double{quantization_of(output()).scale})};
    add_layer("rescale", std::move(layer));
  }

  void lower(const ir::activate& a) {
    if (is_float()) return clamp(a.function);
    is_wide() ? rescale<std::int16_t>(a.function) : rescale<std::int8_t>(a.function);
  }

  // The maximum over a window of one element is that element.
  void clamp(ir::activation function) {
    const shape s = stored_shape(0);
    const auto [min, max] = range_of<float>(function);
    lowered::layer layer;
    layer.spec = ops::max_pool<float>{s, s, {}, min, max};
    add_layer("clamp", std::move(layer));
  }

  void lower(const ir::quantize&) {
    using type = ir::element_type;
    const type from = input(0).type;
    const type to = output().type;
    if (from == to) {
      return is_wide() ? rescale<std::int16_t>(ir::activation::none)
                       : rescale<std::int8_t>(ir::activation::none);
    }
    if (from == type::float32) {
      const shape s = stored_shape(0);
      quantization stored = quantization_of(output());
      if (to == type::uint8) stored.zero_point -= 128;  // int8, 128 lower
      lowered::layer layer;
      if (to == type::int16) {
        layer.spec = ops::quantize_to<std::int16_t>{s, s, stored};
      } else {
        layer.spec = ops::quantize{s, s, stored};
      }
      add_layer("quantize", std::move(layer));
      if (to == type::uint8)
        recode<std::int8_t, std::uint8_t>(stored, quantization_of(output()), true);
      return;
    }
    const quantization in = quantization_of(input(0));
    const quantization out = quantization_of(output());
    if (from == type::uint8) return recode<std::uint8_t, std::int8_t>(in, out);
    if (from == type::int16 && to == type::int32)
      return recode<std::int16_t, std::int32_t>(in, out);
    if (from == type::int16) return recode<std::int16_t, std::int8_t>(in, out);
    if (to == type::uint8) return recode<std::int8_t, std::uint8_t>(in, out);
    if (to == type::int16) return recode<std::int8_t, std::int16_t>(in, out);
    recode<std::int8_t, std::int32_t>(in, out);
  }

  // `again`: of what the node's own output already is.
  template <class In, class Out>
  void recode(quantization in, quantization out, bool again = false) {
    const shape s = stored_shape(0);
    const multiplier scale = make_multiplier(double{in.scale} / double{out.scale});
    if (ops::checks::largest_input<In>(in.zero_point) >
        ops::checks::largest_accumulator(scale.exponent)) {
      refuse("its output's scale {} is too small for its input's; accepted: a larger output scale",
             out.scale);
    }
    lowered::layer layer;
    layer.spec = ops::recode<In, Out>{s, s, in.zero_point, out.zero_point, scale, model_.rounding};
    add_layer("recode", std::move(layer), 1, again);
  }

  void lower(const ir::dequantize&) {
    const shape s = stored_shape(0);
    quantization stored = quantization_of(input(0));
    const bool from_uint8 = input(0).type == ir::element_type::uint8;
    if (from_uint8) {
      const quantization in = stored;
      stored.zero_point -= 128;
      recode<std::uint8_t, std::int8_t>(in, stored);
    }
    lowered::layer layer;
    if (is_wide()) {
      layer.spec = ops::dequantize_from<std::int16_t>{s, s, stored};
    } else {
      layer.spec = ops::dequantize{s, s, stored};
    }
    add_layer("dequantize", std::move(layer), 1, from_uint8);
  }

  void lower(const ir::view&) { value_of_output() = value_of_input(0); }

  void lower(const ir::pad& p) {
    if (is_read()) {
      with_element([&]<class T>(T) { lower_pad<T>(p); });
    } else {
      take_border(p);
    }
  }

  // Whether a node reads the output, or it is the network's. (merge_pads has made others of a pad's
  // readers read what it reads.)
  bool is_read() const {
    return node().output == graph_.output || !readers_of(graph_, node().output).empty();
  }

  // What such a pad writes exists only in the windows that merge_pads has widened.
  void take_border(const ir::pad& p) {
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

  // Rows, whole ones: in a network with state a reader gets them where they stand.
  bool takes_rows(const ir::slice& s) const {
    const std::vector<int>& in = input(0).dims;
    const value& v = value_of_input(0);
    if (in.size() != 4 || s.step[1] != 1 || v.pad != padding{} || v.later != ir::absent)
      return false;
    std::vector<int> whole = in;
    whole[1] = s.size[1];
    return s.size == whole && stored_shape(0) == shape_of(input(0)) && has_history();
  }

  bool has_history() const {
    return std::any_of(graph_.nodes.begin(), graph_.nodes.end(), [](const ir::node& n) {
      return std::holds_alternative<ir::history>(n.what);
    });
  }

  void take_rows(const ir::slice& s) {
    value v = value_of_input(0);
    v.first_row += s.begin[1];
    v.rows = s.size[1];
    value_of_output() = v;
  }

  void lower(const ir::history& h) {
    value v;
    if (h.with_new) {
      v = value_of_input(0);
      const shape rows = shape_of(input(0));
      if (v.kept != 0 || v.rows != 0 || v.pad != padding{}) {
        refuse("it keeps rows of what is no layer's whole output; accepted: a layer's output");
      }
      if (v.layer == graph::network_input_index && model_.layers.empty()) model_.input.dims = rows;
      if (stored_shape_of(v.layer) != rows) {
        refuse("it keeps rows of a view; accepted: rows of a layer's output");
      }
      v.rows = h.kept + rows.height;
    } else {
      v.later = node().inputs[0];
      v.rows = h.kept;
    }
    v.kept = h.kept;
    histories_.push_back(index_);
    value_of_output() = v;
  }

  // The network's output is what its last layer writes: rows of another, or a tensor that other
  // operators read too, are copied at the end.
  void copy_output() {
    const value& v = values_[static_cast<std::size_t>(graph_.output)];
    const ir::tensor& t = graph_.at(graph_.output);
    const bool is_last = v.layer == static_cast<int>(model_.layers.size()) - 1;
    if ((is_last && v.kept == 0 && v.rows == 0 && v.later == ir::absent) || v.pad != padding{}) {
      return;
    }
    for (index_ = 0; node().output != graph_.output;)
      ++index_;
    const shape s = shape_of(t);
    lowered::layer layer;
    if (t.type == ir::element_type::float32) {
      layer.spec = ops::slice<float>{s, s, {0, 0, 0}, {1, 1, 1}};
    } else if (t.type == ir::element_type::int16) {
      layer.spec = ops::slice<std::int16_t>{s, s, {0, 0, 0}, {1, 1, 1}};
    } else if (t.type == ir::element_type::int8) {
      layer.spec = ops::slice<std::int8_t>{s, s, {0, 0, 0}, {1, 1, 1}};
    } else {
      return;  // check_output() refuses it
    }
    add_layer("copy", std::move(layer), 1, true);
  }

  // Layers that are read before they run, in what they gave in earlier runs.
  void find_later() {
    for (const later_read& l : later_) {
      index_ = l.node;
      const value& v = values_[static_cast<std::size_t>(l.tensor)];
      lowered::source& s = model_.layers[l.layer].inputs[l.input];
      if (v.kept != 0 || v.rows != 0 || v.later != ir::absent || v.pad != padding{} ||
          stored_shape_of(v.layer).row_elements() != shape_of(graph_.at(l.tensor)).row_elements()) {
        refuse("its state {} is no layer's whole output; accepted: a layer's output",
               describe_tensor(graph_, l.tensor));
      }
      s.layer = v.layer;
    }
  }

  void check_output() const {
    const value& v = values_[static_cast<std::size_t>(graph_.output)];
    if (v.layer != static_cast<int>(model_.layers.size()) - 1 || v.kept != 0 || v.rows != 0) {
      fail(
          "what gives the network's output {} is not its last layer; accepted: an output that no "
          "other operator of the run reads",
          describe_tensor(graph_, graph_.output));
    }
  }

  lowered::memory_of_rows& memory_of(int layer) {
    return layer == graph::network_input_index
               ? model_.input_memory
               : model_.layers[static_cast<std::size_t>(layer)].memory;
  }

  // As many rows as the longest history, with its first values; shorter ones have to agree with it.
  void keep_rows() {
    for (const std::size_t at : histories_) {
      index_ = at;
      const auto& h = std::get<ir::history>(node().what);
      lowered::memory_of_rows& m =
          memory_of(values_[static_cast<std::size_t>(node().inputs[0])].layer);
      std::vector<std::uint8_t> initial = initial_rows(h.kept);
      std::vector<std::uint8_t>& longer = m.kept >= h.kept ? m.initial : initial;
      const std::vector<std::uint8_t>& shorter = m.kept >= h.kept ? initial : m.initial;
      if (!std::equal(shorter.rbegin(), shorter.rend(), longer.rbegin())) {
        refuse("its rows start as others than those of another history of the same tensor");
      }
      m.initial = std::move(longer);
      m.kept = std::max(m.kept, h.kept);
    }
    describe_memory(model_.input_memory, graph_.input);
    for (lowered::layer& l : model_.layers)
      describe_memory(l.memory, l.tensor);
  }

  // Real zero where the file says nothing.
  std::vector<std::uint8_t> initial_rows(int kept) const {
    const ir::tensor& t = input(0);
    if (node().inputs.size() > 1 && node().inputs[1] != ir::absent) {
      return graph_.data_of(input(1));
    }
    const auto elements = static_cast<std::size_t>(kept * shape_of(t).row_elements());
    if (t.type == ir::element_type::float32) {
      return std::vector<std::uint8_t>(elements * sizeof(float));
    }
    if (t.type == ir::element_type::int16) {  // of zero point 0
      return std::vector<std::uint8_t>(elements * sizeof(std::int16_t));
    }
    return std::vector<std::uint8_t>(elements,
                                     static_cast<std::uint8_t>(quantization_of(t).zero_point));
  }

  void describe_memory(lowered::memory_of_rows& m, int tensor) const {
    if (m.kept == 0) return;
    const lowered::end e = end_of(tensor);
    m.type = e.type;
    m.zero = e.quantized.zero_point;
    const auto zero = static_cast<std::uint8_t>(m.zero);
    const auto is_zero = [&](std::uint8_t byte) { return byte == zero; };
    if (std::all_of(m.initial.begin(), m.initial.end(), is_zero)) m.initial.clear();
  }

  template <tyto::element T>
  void lower_pad(const ir::pad& p) {
    std::vector<int> before;
    bool any = false;
    for (const auto& [first, last] : p.amounts) {
      before.push_back(first);
      any = any || first != 0 || last != 0;
    }
    if (!any) return lower(ir::view{});
    if (p.amounts.size() == 4 && output().dims[0] != 1) refuse("it pads the batch");
    ops::pad<T> s{shape_of(input(0)), shape_of(output()), steps_of(input(0), before, 0), T{}};
    if constexpr (std::is_same_v<T, float>) {
      s.value = p.zero ? 0.0F : p.real_value;
    } else {
      s.value = static_cast<T>(p.zero ? quantization_of(input(0)).zero_point : p.value);
    }
    lowered::layer layer;
    layer.spec = s;
    add_layer("pad", std::move(layer));
  }

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

  struct later_read {
    std::size_t layer;
    std::size_t input;
    int tensor;
    std::size_t node;
  };
  std::vector<later_read> later_;
  std::vector<std::size_t> histories_;  // nodes
  lowered::model model_;
};

}  // namespace

lowered::model lower(const ir::graph& graph, tyto::rounding rounding) {
  return lowering(graph, rounding).run();
}

}  // namespace tyto::convert
