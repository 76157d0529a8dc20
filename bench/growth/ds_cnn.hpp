// SPDX-License-Identifier: Apache-2.0
// DS-CNN of any size, with made-up weights: to see how cost grows with a network.
//
//   49 x 10 features -> convolution 10 x 4 -> Size::blocks times (depthwise 3 x 3, pointwise)
//   -> average -> 12 classes
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/tyto.hpp"

namespace bench::growth {

template <class T, int Count>
struct values {
  T of[std::size_t(Count)];
};

// Pseudo-random numbers from -limit to limit: a 32-bit linear congruential generator (Numerical
// Recipes' multiplier and increment), its upper bits.
template <class T, int Count>
constexpr values<T, Count> random_values(int limit, int seed) {
  auto state = static_cast<std::uint32_t>(seed);
  values<T, Count> v{};
  for (T& x : v.of) {
    state = state * 1664525U + 1013904223U;
    const auto span = static_cast<std::uint32_t>(2 * limit + 1);
    x = static_cast<T>(static_cast<int>((state >> 16) % span) - limit);
  }
  return v;
}

// Constants of a layer; its multipliers lie between 2^(Exponent - 1) and 2^Exponent.
template <int Channels, int Taps, int Exponent, int Seed>
struct constants {
 private:
  static constexpr auto weight_values = random_values<std::int8_t, Channels * Taps>(127, Seed);
  static constexpr auto bias_values = random_values<std::int32_t, Channels>(3000, Seed + 1);
  static constexpr auto mantissa_values = [] {
    values<std::int32_t, Channels> v{};
    for (int c = 0; c < Channels; ++c)
      v.of[c] = 0x40000000 + (c * 7919 + 13) % 0x10000 * 0x3ff1;
    return v;
  }();
  static constexpr auto exponent_values = [] {
    values<std::int8_t, Channels> v{};
    for (std::int8_t& e : v.of)
      e = Exponent;
    return v;
  }();

 public:
  static constexpr auto& weights = weight_values.of;
  static constexpr auto& bias = bias_values.of;
  static constexpr auto& mantissa = mantissa_values.of;
  static constexpr auto& exponent = exponent_values.of;
};

inline constexpr tyto::numerics<std::int8_t> after_relu{
    .input_zero_point = -128, .output_zero_point = -128, .output_min = -128, .output_max = 127};
inline constexpr tyto::numerics<std::int8_t> from_features{
    .input_zero_point = 71, .output_zero_point = -128, .output_min = -128, .output_max = 127};

struct features {
  static constexpr const char* name = "features";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {49, 10, 1},
                                                                .quantized = {0.655F, 71}};
};

// Pads of "same", as TensorFlow has it.
constexpr tyto::padding same(tyto::shape in, tyto::extent size, tyto::extent stride) {
  const auto total = [](int length, int filter, int step) {
    const int needed = ((length + step - 1) / step - 1) * step + filter - length;
    return needed > 0 ? needed : 0;
  };
  const int rows = total(in.height, size.height, stride.height);
  const int columns = total(in.width, size.width, stride.width);
  return {.top = rows / 2,
          .bottom = rows - rows / 2,
          .left = columns / 2,
          .right = columns - columns / 2};
}
constexpr tyto::shape strided(tyto::shape in, tyto::extent stride, int channels) {
  return {(in.height + stride.height - 1) / stride.height,
          (in.width + stride.width - 1) / stride.width, channels};
}

template <class Size>
struct conv : constants<Size::channels, 40, -8, 1> {
  static constexpr const char* name = "conv";
  using inputs = tyto::graph::from<features>;
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {49, 10, 1},
      .output = strided({49, 10, 1}, Size::conv_stride, Size::channels),
      .window = {.size = {10, 4},
                 .stride = Size::conv_stride,
                 .pad = same({49, 10, 1}, {10, 4}, Size::conv_stride)},
      .numerics = from_features};
};

template <class Size, int Block>
struct pointwise;

template <class Size, int Block>
struct before_block {
  using type = pointwise<Size, Block - 1>;
};
template <class Size>
struct before_block<Size, 0> {
  using type = conv<Size>;
};

template <class Size, int Block>
struct depthwise : constants<Size::channels, 9, -7, 100 + 2 * Block> {
  static constexpr const char* name = "depthwise";
  using before = typename before_block<Size, Block>::type;
  using inputs = tyto::graph::from<before>;
  static constexpr tyto::extent stride = Block == 0 ? Size::block_stride : tyto::extent{1, 1};
  static constexpr tyto::ops::depthwise<std::int8_t> spec{
      .input = before::spec.output,
      .output = strided(before::spec.output, stride, Size::channels),
      .window = {.size = {3, 3},
                 .stride = stride,
                 .pad = same(before::spec.output, {3, 3}, stride)},
      .numerics = after_relu};
};

template <class Size, int Block>
struct pointwise : constants<Size::channels, Size::channels, -8, 200 + 2 * Block> {
  static constexpr const char* name = "pointwise";
  using inputs = tyto::graph::from<depthwise<Size, Block>>;
  static constexpr tyto::shape dims = depthwise<Size, Block>::spec.output;
  static constexpr tyto::ops::pointwise<std::int8_t> spec{
      .input = dims, .output = dims, .numerics = after_relu};
};

template <class Size>
struct pool {
  static constexpr const char* name = "pool";
  using before = pointwise<Size, Size::blocks - 1>;
  using inputs = tyto::graph::from<before>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{
      .input = before::spec.output,
      .output = {1, 1, Size::channels},
      .output_min = -128,
      .output_max = 127};
};

template <class Size>
struct dense : constants<12, Size::channels, -8, 300> {
  static constexpr const char* name = "dense";
  using inputs = tyto::graph::from<pool<Size>>;
  static constexpr tyto::ops::fully_connected<std::int8_t> spec{
      .input = {1, 1, Size::channels}, .output = {1, 1, 12}, .numerics = after_relu};
};

// The layers as one flat list, for the numbers of blocks there are.
template <class Arch, class Size, int Blocks>
struct network_of;
template <class Arch, class Size>
struct network_of<Arch, Size, 4> {
  using type = tyto::graph::network<Arch, features, conv<Size>, depthwise<Size, 0>,
                                    pointwise<Size, 0>, depthwise<Size, 1>, pointwise<Size, 1>,
                                    depthwise<Size, 2>, pointwise<Size, 2>, depthwise<Size, 3>,
                                    pointwise<Size, 3>, pool<Size>, dense<Size>>;
};
template <class Arch, class Size>
struct network_of<Arch, Size, 5> {
  using type =
      tyto::graph::network<Arch, features, conv<Size>, depthwise<Size, 0>, pointwise<Size, 0>,
                           depthwise<Size, 1>, pointwise<Size, 1>, depthwise<Size, 2>,
                           pointwise<Size, 2>, depthwise<Size, 3>, pointwise<Size, 3>,
                           depthwise<Size, 4>, pointwise<Size, 4>, pool<Size>, dense<Size>>;
};

template <class Arch, class Size>
using ds_cnn = typename network_of<Arch, Size, Size::blocks>::type;

}  // namespace bench::growth
