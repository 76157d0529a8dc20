// SPDX-License-Identifier: Apache-2.0
// One plain layer of each operator and type: who answers it is what docs/operators.md says. A new
// operator needs a line in `operator_layers`, and one in the document.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "graph/networks.hpp"
#include "tyto/graph/all.hpp"
#include "tyto/ops/all.hpp"

namespace tyto::test {

namespace plain {

// 8 x 8 x 16: enough for a vector of any ISA, few enough for sums of 16 bits.
template <class T>
struct image : input_of<8, 8, 16, T> {};
inline constexpr shape whole{8, 8, 16};
inline constexpr std::int32_t half[1] = {1 << 30};
inline constexpr std::int8_t unscaled[1] = {0};

template <class T>
struct average_pool {
  static constexpr ops::average_pool<T> spec{whole, {4, 4, 16}, {{2, 2}, {2, 2}, {}}};
};
struct mean {
  static constexpr ops::mean spec{whole, {1, 1, 16}, {}};
  static constexpr auto& mantissa = half;
  static constexpr auto& exponent = unscaled;
};
struct rescale {
  static constexpr ops::rescale spec{whole, whole, {}};
  static constexpr auto& mantissa = half;
  static constexpr auto& exponent = unscaled;
};
struct softmax_float {
  static constexpr ops::softmax<float> spec{{1, 1, 16}, {1, 1, 16}};
};
struct lookup {
  static constexpr ops::lookup spec{whole, whole};
  static constexpr std::int8_t table[256] = {};
};
struct unary {
  static constexpr ops::unary spec{.input = whole, .output = whole};
};
template <class T>
struct binary {
  static constexpr ops::binary<T> spec{
      .what = ops::arithmetic::maximum, .input = whole, .second = whole, .output = whole};
};
template <class T>
struct reduce {
  static constexpr ops::reduce<T> spec{
      .input = whole, .output = {8, 8, 1}, .over = {.channels = true}};
};
template <class T>
struct pad {
  static constexpr ops::pad<T> spec{whole, {9, 8, 16}, {1, 0, 0}};
};
template <class T>
struct slice {
  static constexpr ops::slice<T> spec{whole, {4, 8, 16}, {1, 0, 0}};
};
template <class T>
struct transpose {
  static constexpr ops::transpose<T> spec{whole, whole};
};
template <class T>
struct concatenate {
  static constexpr ops::concatenate<T> spec{.axis = ops::axis::height,
                                            .input = {4, 8, 16},
                                            .output = whole,
                                            .input_count = 2,
                                            .extents = {4, 4}};
};
struct recode {
  static constexpr ops::recode<std::uint8_t, std::int8_t> spec{whole, whole, 128, 0, {1 << 30, 1}};
};

struct svdf_features {
  static constexpr ops::svdf_features spec{{1, 1, 4}, {1, 1, 4}};
  static constexpr std::int8_t weights[16] = {};
  static constexpr std::int32_t bias[4] = {};
  static constexpr auto& mantissa = half;
  static constexpr auto& exponent = unscaled;
};
struct svdf_time_int8 {
  static constexpr ops::svdf_time<std::int8_t> spec{{3, 1, 4}, {1, 1, 2}, 2};
  static constexpr std::int8_t weights[12] = {};
  static constexpr std::int32_t bias[2] = {};
  static constexpr auto& mantissa = half;
  static constexpr auto& exponent = unscaled;
};
struct svdf_time_float {
  static constexpr ops::svdf_time<float> spec{{3, 1, 4}, {1, 1, 2}, 2};
  static constexpr float weights[12] = {};
  static constexpr float bias[2] = {};
};
struct lstm_int8 {
  static constexpr ops::lstm<std::int8_t> spec{{2, 1, 3}, {4, 1, 2}};
  static constexpr std::int8_t weights[40] = {};
  static constexpr std::int32_t bias[8] = {};
  static constexpr std::int32_t mantissa[ops::lstm_multiplier::count] = {};
  static constexpr std::int8_t exponent[ops::lstm_multiplier::count] = {};
};
struct lstm_float {
  static constexpr ops::lstm<float> spec{{2, 1, 3}, {3, 1, 2}};
  static constexpr float weights[40] = {};
  static constexpr float bias[8] = {};
};
struct gru {
  static constexpr ops::gru spec{{2, 1, 3}, {2, 1, 2}};
  static constexpr float weights[30] = {};
  static constexpr float bias[8] = {};
};

// int16: int8 weights, sums of 64 bits.
template <std::size_t Weights, std::size_t Channels>
struct int16_arrays {
  static constexpr std::int8_t weights[Weights] = {};
  static constexpr std::int64_t bias[Channels] = {};
  static constexpr auto& mantissa = half;
  static constexpr auto& exponent = unscaled;
};
struct conv_2d_int16 : int16_arrays<16 * 9 * 16, 16> {
  static constexpr ops::conv2d<std::int16_t> spec{whole, whole, {{3, 3}, {1, 1}, {1, 1, 1, 1}}, {}};
};
struct depthwise_int16 : int16_arrays<9 * 16, 16> {
  static constexpr ops::depthwise<std::int16_t> spec{
      whole, whole, {{3, 3}, {1, 1}, {1, 1, 1, 1}}, {}};
};
struct pointwise_int16 : int16_arrays<16 * 16, 16> {
  static constexpr ops::pointwise<std::int16_t> spec{whole, whole, {}};
};
struct dense_int16 : int16_arrays<16 * 12, 12> {
  static constexpr ops::fully_connected<std::int16_t> spec{{1, 1, 16}, {1, 1, 12}, {}};
};
struct max_pool_int16 {
  static constexpr ops::max_pool<std::int16_t> spec{whole, {4, 4, 16}, {{2, 2}, {2, 2}, {}}};
};
struct global_pool_int16 {
  static constexpr ops::global_average_pool<std::int16_t> spec{whole, {1, 1, 16}};
};
struct sum_int16 {
  static constexpr auto spec = ops::make_add<std::int16_t>(whole, {0.1F, 0}, {0.2F, 0}, {0.3F, 0});
};
struct rescale_int16 {
  static constexpr ops::rescale_of<std::int16_t> spec{whole, whole, {}};
  static constexpr auto& mantissa = half;
  static constexpr auto& exponent = unscaled;
};
struct softmax_int16 {
  static constexpr auto spec = ops::make_softmax_int16({1, 1, 16}, 0.001F);
};
struct wide_function {
  static constexpr auto spec = ops::make_wide_function(whole, false, 0.001F);
};
struct quantize_int16 {
  static constexpr ops::quantize_to<std::int16_t> spec{whole, whole, {0.01F, 0}};
};

template <class T>
struct conv_2d : conv<image<T>, 16, 3, 1, 1, 1, 21> {};
template <class T>
struct depthwise_3 : depthwise<image<T>, 3, 1, 1, 1, 23> {};
template <class T>
struct pointwise_16 : pointwise<image<T>, 16, 24> {};
template <class T>
struct dense_12 : dense<image<T>, 12, 25> {};

}  // namespace plain

template <class Layer>
struct type_is {
  using layer = Layer;
};

// Calls f(type_is<Layer>{}) for each.
template <class F>
void for_each_operator_layer(F f) {
  using plain::image;
  const auto both = [&]<class Int8, class Float>(type_is<Int8> a, type_is<Float> b) {
    f(a);
    f(b);
  };
  using i8 = std::int8_t;
  both(type_is<plain::conv_2d<i8>>{}, type_is<plain::conv_2d<float>>{});
  both(type_is<plain::depthwise_3<i8>>{}, type_is<plain::depthwise_3<float>>{});
  both(type_is<plain::pointwise_16<i8>>{}, type_is<plain::pointwise_16<float>>{});
  both(type_is<plain::dense_12<i8>>{}, type_is<plain::dense_12<float>>{});
  both(type_is<plain::average_pool<i8>>{}, type_is<plain::average_pool<float>>{});
  both(type_is<largest<image<i8>, 2, 2>>{}, type_is<largest<image<float>, 2, 2>>{});
  both(type_is<global_pool<image<i8>>>{}, type_is<global_pool<image<float>>>{});
  f(type_is<plain::mean>{});
  both(type_is<sum<image<i8>, image<i8>>>{}, type_is<float_sum<image<float>, image<float>>>{});
  both(type_is<probabilities<input_of<1, 1, 16>>>{}, type_is<plain::softmax_float>{});
  f(type_is<plain::rescale>{});
  f(type_is<plain::lookup>{});
  f(type_is<plain::unary>{});
  both(type_is<plain::binary<i8>>{}, type_is<plain::binary<float>>{});
  both(type_is<plain::reduce<i8>>{}, type_is<plain::reduce<float>>{});
  both(type_is<plain::pad<i8>>{}, type_is<plain::pad<float>>{});
  both(type_is<plain::slice<i8>>{}, type_is<plain::slice<float>>{});
  both(type_is<plain::transpose<i8>>{}, type_is<plain::transpose<float>>{});
  both(type_is<plain::concatenate<i8>>{}, type_is<plain::concatenate<float>>{});
  f(type_is<to_int8<image<float>>>{});
  f(type_is<to_float<image<i8>>>{});
  f(type_is<plain::recode>{});
  f(type_is<plain::svdf_features>{});
  both(type_is<plain::svdf_time_int8>{}, type_is<plain::svdf_time_float>{});
  both(type_is<plain::lstm_int8>{}, type_is<plain::lstm_float>{});
  f(type_is<plain::gru>{});
  using i16 = std::int16_t;
  f(type_is<plain::conv_2d_int16>{});
  f(type_is<plain::depthwise_int16>{});
  f(type_is<plain::pointwise_int16>{});
  f(type_is<plain::dense_int16>{});
  f(type_is<plain::average_pool<i16>>{});
  f(type_is<plain::max_pool_int16>{});
  f(type_is<plain::global_pool_int16>{});
  f(type_is<plain::sum_int16>{});
  f(type_is<plain::rescale_int16>{});
  f(type_is<plain::softmax_int16>{});
  f(type_is<plain::wide_function>{});
  f(type_is<plain::binary<i16>>{});
  f(type_is<plain::reduce<i16>>{});
  f(type_is<plain::pad<i16>>{});
  f(type_is<plain::slice<i16>>{});
  f(type_is<plain::transpose<i16>>{});
  f(type_is<plain::concatenate<i16>>{});
  f(type_is<plain::quantize_int16>{});
}

// "conv2d, int8": operator and type of the layer's elements.
template <class Layer>
std::string operator_row() {
  using T = ops::element_of<Layer>;
  return std::string(Layer::spec.operator_name) + (std::is_same_v<T, float>         ? ", float"
                                                   : std::is_same_v<T, std::int8_t> ? ", int8"
                                                                                    : ", int16");
}

}  // namespace tyto::test
