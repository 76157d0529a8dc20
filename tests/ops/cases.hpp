// SPDX-License-Identifier: Apache-2.0
// Layers for the kernel tests, made in the compiler from a table of small integers: a case says
// what a layer is like, a grid is an array of cases, and layer types take (grid, index).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ops/reference.hpp"
#include "support/random.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::test {

using reference::at;

enum class activation { none, relu, relu6, one_value };
// random: -127 to 127, as quantisers make them; any: -128 too.
enum class filling { random, small, all_127, all_minus_128, alternating, any };
enum class scaling {
  random,        // outputs spread over int8, some saturated
  power_of_two,  // a mantissa of 2^30: many ties
  left_shift,    // exponents over 0
  tiny           // exponents near -31: everything rounds to the zero point
};

struct layer_case {
  int height = 1;
  int width = 1;
  int channels = 1;
  int filters = 1;  // output channels; of a depthwise layer: filters an input channel
  window shape_of_filter{{1, 1}, {1, 1}, {}};
  int input_zero_point = 0;
  int output_zero_point = 0;
  activation act = activation::none;
  filling weights = filling::random;
  scaling scale = scaling::random;
  bool per_channel = true;
  bool one_step = false;
  unsigned seed = 1;

  [[nodiscard]] constexpr shape input() const { return {height, width, channels}; }
  [[nodiscard]] constexpr shape output(int output_channels) const {
    return shape_of_filter.output(input(), output_channels);
  }
  [[nodiscard]] reference::geometry geometry() const {
    const window& w = shape_of_filter;
    return {w.size.height, w.size.width, w.stride.height, w.stride.width,
            w.pad.top,     w.pad.bottom, w.pad.left,      w.pad.right};
  }
};

inline std::string describe(const layer_case& c) {
  const auto two = [](int a, int b) { return std::to_string(a) + "x" + std::to_string(b); };
  const window& w = c.shape_of_filter;
  return two(c.height, c.width) + "x" + std::to_string(c.channels) + ", " +
         std::to_string(c.filters) + " filters of " + two(w.size.height, w.size.width) +
         ", stride " + two(w.stride.height, w.stride.width) + ", pads " +
         two(w.pad.top, w.pad.bottom) + " " + two(w.pad.left, w.pad.right) + ", zero points " +
         std::to_string(c.input_zero_point) + " " + std::to_string(c.output_zero_point) +
         ", activation " + std::to_string(static_cast<int>(c.act)) + ", weights " +
         std::to_string(static_cast<int>(c.weights)) + ", scaling " +
         std::to_string(static_cast<int>(c.scale)) + (c.per_channel ? ", per channel" : "") +
         (c.one_step ? ", one step" : "") + ", seed " + std::to_string(c.seed);
}

// The activation range of a case.
struct range {
  int min = -128;
  int max = 127;
};

constexpr range activation_range(const layer_case& c) {
  random r(c.seed + 77);
  const int zero = c.output_zero_point;
  const int relu_min = zero > -128 ? zero : -128;
  const int six = zero + r.between(1, 255);
  switch (c.act) {
    case activation::none:
      return {-128, 127};
    case activation::relu:
      return {relu_min, 127};
    case activation::relu6:
      return {relu_min, six < 127 ? six : 127};
    default: {
      const int value = r.between(-128, 127);
      return {value, value};
    }
  }
}

template <class T>
constexpr numerics<T> numerics_of(const layer_case& c) {
  const range a = activation_range(c);
  if constexpr (std::is_same_v<T, float>) {
    if (c.act == activation::none) return {};
    return {static_cast<float>(a.min) / 64, static_cast<float>(a.max) / 64};
  } else {
    return {c.input_zero_point, c.output_zero_point, a.min, a.max,
            c.one_step ? rounding::one_step : rounding::two_step};
  }
}

// ---- weights, biases and multipliers ----

template <class T, int Weights, int Channels, int Multipliers>
struct layer_numbers {
  T weights[at(Weights)] = {};
  reference::bias_of<T> bias[at(Channels)] = {};
  std::int32_t mantissa[at(Multipliers)] = {};
  std::int8_t exponent[at(Multipliers)] = {};
};

constexpr int int8_weight(filling how, int index, random& r) {
  switch (how) {
    case filling::all_127:
      return 127;
    case filling::all_minus_128:
      return -128;
    case filling::alternating:
      return index % 2 == 0 ? 127 : -128;
    case filling::small:
      return r.between(-2, 2);
    case filling::any:
      return r.between(-128, 127);
    default:
      return r.between(-127, 127);
  }
}

// Typical |sum| of `taps` products, in bits.
constexpr int typical_bits(filling how, int taps) {
  const auto bits_of = [](int n) {
    return static_cast<int>(std::bit_width(static_cast<unsigned>(n)));
  };
  const int weight_bits = how == filling::small ? 1 : 7;
  const bool adds_up = how == filling::all_127 || how == filling::all_minus_128;
  return 7 + weight_bits + (adds_up ? bits_of(taps) : bits_of(taps) / 2);
}

constexpr multiplier random_multiplier(const layer_case& c, int taps, int largest_exponent,
                                       random& r) {
  const auto mantissa = static_cast<std::int32_t>((1U << 30) | (r.next() >> 2));
  const int fitting = 7 - typical_bits(c.weights, taps) + r.between(0, 2);
  const int bounded = fitting < largest_exponent ? fitting : largest_exponent;
  switch (c.scale) {
    case scaling::power_of_two:
      return {1 << 30, bounded};
    case scaling::left_shift:
      return {mantissa, largest_exponent > 1 ? r.between(1, largest_exponent) : 0};
    case scaling::tiny:
      return {mantissa, r.between(-31, -26)};
    default:
      return {mantissa, bounded};
  }
}

// Weight t of channel c is at c * ChannelStep + t * TapStep.
template <class T, int Taps, int Channels, int ChannelStep, int TapStep, int Multipliers>
constexpr auto make_numbers(const layer_case& c) {
  layer_numbers<T, Taps * Channels, Channels, Multipliers> n;
  random r(c.seed);
  if constexpr (std::is_same_v<T, float>) {
    for (float& w : n.weights)
      w = r.real();
    for (float& b : n.bias)
      b = r.real();
  } else {
    for (int i = 0; i < Taps * Channels; ++i) {
      n.weights[i] = static_cast<std::int8_t>(int8_weight(c.weights, i, r));
    }
    const int bias_bits = c.scale == scaling::left_shift ? 4 : typical_bits(c.weights, Taps);
    for (std::int32_t& b : n.bias)
      b = r.between(-(1 << bias_bits), 1 << bias_bits);
    for (int m = 0; m < Multipliers; ++m) {
      // The largest left shift that the layer's own check will accept.
      std::int64_t largest = 1;
      for (int o = m; o < Channels; o += Multipliers) {
        std::int64_t sum = n.bias[o] < 0 ? -n.bias[o] : n.bias[o];
        for (int t = 0; t < Taps; ++t) {
          const int w = n.weights[o * ChannelStep + t * TapStep];
          sum += 255 * (w < 0 ? -w : w);
        }
        largest = sum > largest ? sum : largest;
      }
      int shift = 0;
      while (shift < 30 && (largest << (shift + 1)) < (std::int64_t{1} << 31) - 256)
        ++shift;
      const multiplier chosen = random_multiplier(c, Taps, shift, r);
      n.mantissa[m] = chosen.mantissa;
      n.exponent[m] = static_cast<std::int8_t>(chosen.exponent);
    }
  }
  return n;
}

// A layer as run-time data, for the reference: one function serves a whole grid.
template <class T>
struct layer_data {
  layer_case c;
  std::vector<T> weights;
  std::vector<reference::bias_of<T>> bias;
  std::vector<std::int32_t> mantissa;
  std::vector<int> exponent;

  [[nodiscard]] int channels() const { return static_cast<int>(bias.size()); }
  // The stored element that is real 0 in the input.
  [[nodiscard]] T zero() const { return std::is_same_v<T, float> ? T{} : T(c.input_zero_point); }
  [[nodiscard]] reference::image<T> image(const std::vector<T>& input) const {
    return {c.height, c.width, c.channels, input.data()};
  }
  [[nodiscard]] reference::requantization requantization() const {
    const range a = activation_range(c);
    return {mantissa, exponent, c.output_zero_point, a.min, a.max, c.one_step};
  }
};

template <class Layer, class T>
layer_data<T> data_of() {
  layer_data<T> data{Layer::c, {}, {}, {}, {}};
  if constexpr (requires { Layer::weights; }) {
    data.weights.assign(std::begin(Layer::weights), std::end(Layer::weights));
    data.bias.assign(std::begin(Layer::bias), std::end(Layer::bias));
  }
  if constexpr (requires { Layer::mantissa; }) {
    data.mantissa.assign(std::begin(Layer::mantissa), std::end(Layer::mantissa));
    data.exponent.assign(std::begin(Layer::exponent), std::end(Layer::exponent));
  }
  return data;
}

// ---- grids ----

// Everything about a case but its window and channels.
constexpr layer_case random_numbers(random& r) {
  layer_case c;
  c.input_zero_point = r.one_in(2) ? r.among(-128, 0, 127) : r.between(-128, 127);
  c.output_zero_point = r.one_in(2) ? r.among(-128, 0, 127) : r.between(-128, 127);
  c.act = static_cast<activation>(r.one_in(3) ? r.between(0, 3) : r.between(0, 2));
  c.weights = r.one_in(2) ? filling::random : static_cast<filling>(r.between(1, 5));
  c.scale = r.one_in(2) ? scaling::random : static_cast<scaling>(r.between(1, 3));
  c.per_channel = !r.one_in(3);
  c.one_step = r.one_in(3);
  c.seed = r.next();
  return c;
}

// 1 to 10, or a power of two or its neighbour.
constexpr int random_extent(random& r) {
  return r.one_in(4) ? r.among(15, 16, 17, 31, 32, 33) : r.between(1, 10);
}

constexpr int random_channels(random& r) {
  return r.one_in(6) ? r.among(31, 32, 33, 64) : r.between(1, 17);
}

// Height and width of an image: small, large, or long and thin.
constexpr void set_random_extents(layer_case& c, random& r) {
  c.height = random_extent(r);
  c.width = random_extent(r);
  if (r.one_in(4)) {
    (r.one_in(2) ? c.height : c.width) = 1;
    if (c.height == 1) c.width = r.between(1, 65);
    if (c.width == 1) c.height = r.between(1, 65);
  }
}

// A window that fits; `most_pad` less than the filter's extent.
constexpr void set_random_window(layer_case& c, random& r, int pad_less_than_filter_by) {
  const auto pad = [&](int filter) {
    return r.one_in(3) ? 0 : r.between(0, filter - pad_less_than_filter_by);
  };
  window& w = c.shape_of_filter;
  do {
    w.size = {r.between(1, 5), r.between(1, 5)};
    w.stride = {r.between(1, 3), r.between(1, 3)};
    w.pad = {pad(w.size.height), pad(w.size.height), pad(w.size.width), pad(w.size.width)};
  } while (c.output(1).height < 1 || c.output(1).width < 1);
}

// Keeps drawing cases until `accepts`.
template <std::size_t N, class Draw, class Accepts>
constexpr std::array<layer_case, N> random_grid(unsigned seed, Draw draw, Accepts accepts) {
  std::array<layer_case, N> grid;
  random r(seed);
  for (layer_case& c : grid) {
    do {
      c = random_numbers(r);
      draw(c, r);
    } while (!accepts(c));
  }
  return grid;
}

// Images alone, for operators without a window.
template <std::size_t N>
constexpr std::array<layer_case, N> image_grid(unsigned seed) {
  return random_grid<N>(
      seed,
      [](layer_case& c, random& r) {
        c.channels = random_channels(r);
        set_random_extents(c, r);
      },
      [](const layer_case& c) { return c.input().elements() < 6'000; });
}

// That a random grid has some case of each kind is not left to chance.
template <std::size_t N>
constexpr bool has_every_kind_of_numbers(const std::array<layer_case, N>& grid) {
  const auto some = [&](auto is) { return std::any_of(grid.begin(), grid.end(), is); };
  bool all = true;
  for (int i = 0; i < 4; ++i) {
    all = all && some([&](const layer_case& c) { return c.act == static_cast<activation>(i); });
    all = all && some([&](const layer_case& c) { return c.scale == static_cast<scaling>(i); });
  }
  for (int i = 0; i < 6; ++i) {
    all = all && some([&](const layer_case& c) { return c.weights == static_cast<filling>(i); });
  }
  for (const bool is : {false, true}) {
    all = all && some([&](const layer_case& c) { return c.one_step == is; });
    all = all && some([&](const layer_case& c) { return c.per_channel == is; });
  }
  for (const int zero : {-128, 0, 127}) {
    all = all && some([&](const layer_case& c) { return c.input_zero_point == zero; });
    all = all && some([&](const layer_case& c) { return c.output_zero_point == zero; });
  }
  return all;
}

template <std::size_t N>
constexpr bool has_every_kind_of_window(const std::array<layer_case, N>& grid) {
  const auto some = [&](auto is) { return std::any_of(grid.begin(), grid.end(), is); };
  bool all = true;
  for (int stride = 1; stride <= 3; ++stride) {
    all =
        all && some([&](const layer_case& c) { return c.shape_of_filter.stride.height == stride; });
    all =
        all && some([&](const layer_case& c) { return c.shape_of_filter.stride.width == stride; });
  }
  const auto pads = [](const layer_case& c) { return c.shape_of_filter.pad; };
  all = all && some([&](const layer_case& c) { return pads(c).top > pads(c).bottom; });
  all = all && some([&](const layer_case& c) { return pads(c).top < pads(c).bottom; });
  all = all && some([&](const layer_case& c) { return pads(c).left > pads(c).right; });
  all = all && some([&](const layer_case& c) { return pads(c).left < pads(c).right; });
  all = all && some([&](const layer_case& c) { return pads(c) == padding{}; });
  all = all && some([&](const layer_case& c) { return c.height == 1 && c.width > 10; });
  all = all && some([&](const layer_case& c) { return c.width == 1 && c.height > 10; });
  return all;
}

}  // namespace tyto::test
