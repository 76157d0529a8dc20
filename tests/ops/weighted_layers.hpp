// SPDX-License-Identifier: Apache-2.0
// Layers with weights to test with, and what they should give, for int8 and float.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "ops/cases.hpp"
#include "ops/check.hpp"
#include "tyto/ops/conv2d.hpp"
#include "tyto/ops/depthwise.hpp"
#include "tyto/ops/fully_connected.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::test {

constexpr int window_taps(const layer_case& c) {
  return c.shape_of_filter.size.height * c.shape_of_filter.size.width;
}

// Array members of a layer with `Taps` products a sum.
template <class T, const auto& Grid, std::size_t I, int Taps, int Channels, int ChannelStep,
          int TapStep>
struct layer_arrays {
  static constexpr layer_case c = Grid[I];
  static constexpr auto numbers = make_numbers < T, Taps, Channels, ChannelStep, TapStep,
                        c.per_channel ? Channels : 1 > (c);
  static constexpr auto& weights = numbers.weights;
  static constexpr auto& bias = numbers.bias;
  static constexpr auto& mantissa = numbers.mantissa;
  static constexpr auto& exponent = numbers.exponent;
};

// ---- layers ----

template <class T, const auto& Grid, std::size_t I, int Taps>
using channel_major_arrays = layer_arrays<T, Grid, I, Taps, Grid[I].filters, Taps, 1>;

template <class T, const auto& Grid, std::size_t I>
struct conv2d_layer : channel_major_arrays<T, Grid, I, window_taps(Grid[I]) * Grid[I].channels> {
  static constexpr layer_case c = Grid[I];
  static constexpr const char* name = "conv2d";
  static constexpr ops::conv2d<T> spec{c.input(), c.output(c.filters), c.shape_of_filter,
                                       numerics_of<T>(c)};
};

template <class T, const auto& Grid, std::size_t I>
struct depthwise_layer
    : layer_arrays<T, Grid, I, window_taps(Grid[I]), Grid[I].channels * Grid[I].filters, 1,
                   Grid[I].channels * Grid[I].filters> {
  static constexpr layer_case c = Grid[I];
  static constexpr const char* name = "depthwise";
  static constexpr ops::depthwise<T> spec{c.input(), c.output(c.channels* c.filters),
                                          c.shape_of_filter, numerics_of<T>(c)};
};

template <class T, const auto& Grid, std::size_t I>
struct pointwise_layer : channel_major_arrays<T, Grid, I, Grid[I].channels> {
  static constexpr layer_case c = Grid[I];
  static constexpr const char* name = "pointwise";
  static constexpr ops::pointwise<T> spec{
      c.input(), {c.height, c.width, c.filters}, numerics_of<T>(c)};
};

template <class T, const auto& Grid, std::size_t I>
struct fully_connected_layer : channel_major_arrays<T, Grid, I, Grid[I].input().elements()> {
  static constexpr layer_case c = Grid[I];
  static constexpr const char* name = "fully_connected";
  static constexpr ops::fully_connected<T> spec{c.input(), {1, 1, c.filters}, numerics_of<T>(c)};
};

// ---- references ----

// What a layer stores for these sums, `roundings` of them in float.
inline exactly<std::int8_t> stored(const layer_data<std::int8_t>& layer,
                                   const reference::sums<std::int8_t>& sums, int /*roundings*/) {
  return {reference::store(sums, layer.channels(), layer.requantization())};
}

inline within_rounding stored(const layer_data<float>& layer, const reference::sums<float>& sums,
                              int roundings) {
  constexpr auto real = [](float x) { return static_cast<double>(x); };
  const numerics<float> n = numerics_of<float>(layer.c);
  within_rounding expected;
  expected.roundings = roundings;
  for (const auto& sum : sums) {
    expected.values.push_back(std::clamp(sum.value, real(n.output_min), real(n.output_max)));
    expected.magnitudes.push_back(sum.magnitude);
  }
  return expected;
}

inline constexpr auto conv2d_expected = []<class T>(const layer_data<T>& layer,
                                                    const tensors<T>& inputs) {
  const auto sums = reference::convolution(layer.image(inputs[0]), layer.c.geometry(), layer.zero(),
                                           layer.weights, layer.bias);
  return stored(layer, sums, window_taps(layer.c) * layer.c.channels + 1);
};

inline constexpr auto depthwise_expected = []<class T>(const layer_data<T>& layer,
                                                       const tensors<T>& inputs) {
  const auto sums = reference::depthwise(layer.image(inputs[0]), layer.c.geometry(),
                                         layer.c.filters, layer.zero(), layer.weights, layer.bias);
  return stored(layer, sums, window_taps(layer.c) + 1);
};

inline constexpr auto fully_connected_expected = []<class T>(const layer_data<T>& layer,
                                                             const tensors<T>& inputs) {
  const auto sums = reference::fully_connected(inputs[0], layer.zero(), layer.weights, layer.bias);
  return stored(layer, sums, static_cast<int>(inputs[0].size()) + 1);
};

// ---- grids ----

// Sizes are bounded to keep the emulator's run time short.
inline constexpr int most_macs = 60'000;
inline constexpr int most_weights = 6'000;

template <std::size_t N>
constexpr std::array<layer_case, N> conv2d_grid(unsigned seed) {
  return random_grid<N>(
      seed,
      [](layer_case& c, random& r) {
        c.channels = random_channels(r);
        c.filters = random_channels(r);
        set_random_extents(c, r);
        set_random_window(c, r, 0);
      },
      [](const layer_case& c) {
        const int taps = window_taps(c) * c.channels;
        return c.output(c.filters).elements() * taps <= most_macs &&
               c.filters * taps <= most_weights;
      });
}

template <std::size_t N>
constexpr std::array<layer_case, N> depthwise_grid(unsigned seed) {
  return random_grid<N>(
      seed,
      [](layer_case& c, random& r) {
        c.channels = random_channels(r);
        c.filters = r.one_in(2) ? 1 : r.between(2, 3);
        set_random_extents(c, r);
        set_random_window(c, r, 0);
      },
      [](const layer_case& c) {
        return c.output(c.channels * c.filters).elements() * window_taps(c) <= most_macs;
      });
}

// Sums so long that a kernel's count of steps is the distance of its outputs in bytes (8, 12 and 16
// channels; blocks of 8): a register that holds both must not be one.
constexpr auto deep_pointwise_cases = [] {
  constexpr int inputs[] = {148, 164, 164, 320, 512};
  constexpr int outputs[] = {8, 8, 12, 16, 12};
  std::array<layer_case, 5> cases;
  random r(41);
  for (int i = 0; i < 5; ++i) {
    layer_case& c = cases[at(i)];
    c = random_numbers(r);
    c.width = 6;
    c.channels = inputs[i];
    c.filters = outputs[i];
  }
  return cases;
}();
template <class T>
struct deep_pointwise {
  static constexpr std::size_t count = deep_pointwise_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<T, deep_pointwise_cases, I>;
};

template <std::size_t N>
constexpr std::array<layer_case, N> pointwise_grid(unsigned seed) {
  return random_grid<N>(
      seed,
      [](layer_case& c, random& r) {
        c.channels = random_channels(r);
        c.filters = random_channels(r);
        set_random_extents(c, r);
      },
      [](const layer_case& c) {
        return c.input().elements() * c.filters <= most_macs &&
               c.channels * c.filters <= most_weights;
      });
}

template <std::size_t N>
constexpr std::array<layer_case, N> fully_connected_grid(unsigned seed) {
  return random_grid<N>(
      seed,
      [](layer_case& c, random& r) {
        c.channels = random_channels(r);
        c.filters = random_channels(r);
        if (r.one_in(3)) set_random_extents(c, r);
      },
      [](const layer_case& c) { return c.input().elements() * c.filters <= most_weights; });
}

// Channels 1 to 17 in, 17 to 1 out, then 64: every remainder of a vector's lanes, in both.
constexpr std::array<layer_case, 18> channel_sweep(int height, int width) {
  std::array<layer_case, 18> grid;
  random r(18);
  for (int i = 0; i < 18; ++i) {
    layer_case& c = grid[at(i)];
    c = random_numbers(r);
    c.weights = filling::random;
    c.scale = scaling::random;
    c.act = activation::none;
    c.height = height;
    c.width = width;
    c.channels = i < 17 ? i + 1 : 64;
    c.filters = i < 17 ? 17 - i : 64;
  }
  return grid;
}

}  // namespace tyto::test
