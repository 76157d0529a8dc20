// SPDX-License-Identifier: Apache-2.0
// Layers with weights.
#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "convert/lower/lowering.hpp"

namespace tyto::convert {

void lowering::take_constants(lowered::layer& layer, int channels, multiplier_rule rule) {
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

void lowering::take_multipliers(lowered::layer& layer, multiplier_rule rule) const {
  for (const double real : real_multipliers(input(0), input(1), output(), rule)) {
    layer.multipliers.push_back(make_multiplier(real));
  }
  const auto differs = [&](multiplier m) { return m != layer.multipliers.front(); };
  if (std::none_of(layer.multipliers.begin(), layer.multipliers.end(), differs)) {
    layer.multipliers.resize(1);
  }
}

void lowering::lower(const ir::conv_2d& c) {
  with_element([&]<class T>(T) { lower_conv<T>(c); });
}

void lowering::lower(const ir::depthwise_conv_2d& c) {
  with_element([&]<class T>(T) { lower_depthwise<T>(c); });
}

void lowering::lower(const ir::fully_connected& f) {
  if (!is_wide() && output().type == ir::element_type::int16) return lower_svdf_features();
  with_element([&]<class T>(T) { lower_dense<T>(f); });
}

template <tyto::element T>
void lowering::lower_conv(const ir::conv_2d& c) {
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
void lowering::lower_depthwise(const ir::depthwise_conv_2d& c) {
  const shape out = shape_of(output());
  lowered::layer layer;
  layer.spec =
      ops::depthwise<T>{shape_of(input(0)), out, c.sliding.window, numerics_of<T>(c.fused)};
  take_constants(layer, out.channels,
                 c.float32_multiplier ? multiplier_rule::float32 : multiplier_rule::float64);
  add_layer("depthwise", std::move(layer));
}

template <tyto::element T>
void lowering::lower_dense(const ir::fully_connected& f) {
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

void lowering::lower_svdf_features() {
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

void lowering::check_sum(std::int64_t largest, multiplier m) const {
  if (largest > ops::checks::largest_accumulator(m.exponent)) {
    refuse("the int32 sum could overflow; accepted: a larger output scale");
  }
}

void lowering::lower(const ir::svdf_time& s) {
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
void lowering::lower_svdf_time(const ir::svdf_time& s) {
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

template <class T>
std::vector<T> lowering::rows_joined(const ir::tensor& a, const ir::tensor& b) const {
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

void lowering::lower(const ir::recurrent& r) {
  if (r.kind == ir::recurrent_kind::gru) return lower_gru(r);
  is_float() ? lower_lstm<float>(r) : lower_lstm<std::int8_t>(r);
}

void lowering::lower_gru(const ir::recurrent& r) {
  lowered::layer layer;
  layer.spec = ops::gru{shape_of(input(0)), shape_of(output()), r.reset_after, r.reversed};
  layer.float_weights = rows_joined<float>(input(1), input(2));
  layer.float_bias = values_of<float>(graph_.data_of(input(3)));
  count_constants(layer);
  add_layer("gru", std::move(layer));
}

template <tyto::element T>
void lowering::lower_lstm(const ir::recurrent& r) {
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

void lowering::finish_lstm(ops::lstm<std::int8_t>& s, const ir::recurrent& r) const {
  s.input_zero_point[0] = quantization_of(input(0)).zero_point;
  s.input_zero_point[1] = s.output_zero_point = quantization_of(output()).zero_point;
  s.cell_exponent = r.cell_exponent;
  if (r.cell_clip > 0.0F) {
    const double stored = std::ldexp(double{r.cell_clip}, -r.cell_exponent);
    s.cell_clip = static_cast<int>(std::min(stored, 32767.0));
  }
  s.rounding = model_.rounding;
}

std::vector<multiplier> lowering::lstm_multipliers(const ir::recurrent& r) const {
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

void lowering::check_lstm(const ops::lstm<std::int8_t>& s, const lowered::layer& layer) const {
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

}  // namespace tyto::convert
