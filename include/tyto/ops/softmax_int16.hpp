// SPDX-License-Identifier: Apache-2.0
// Softmax of int16 over the channels of each pixel, by two tables and straight lines between.
//
// Formulas: TensorFlow Lite's reference integer kernels.
#pragma once

#include <array>

#include "tyto/ops/softmax.hpp"

namespace tyto::ops {

// The output's scale is 2^-15 and its zero point 0, always. The input's scale and the softmax's
// beta are in `input_multiplier`: see make_softmax_int16.
template <>
struct softmax<std::int16_t> {
  using element = std::int16_t;
  static constexpr const char* operator_name = "softmax_int16";
  static constexpr bool elementwise = true;

  shape input;
  shape output;
  multiplier input_multiplier;  // input difference to 10 / 65535: beta * scale * 6553.5
  tyto::rounding rounding = tyto::rounding::two_step;

  static constexpr int output_zero_point = 0;
  static constexpr float output_scale = 1.0F / 32768;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

constexpr softmax<std::int16_t> make_softmax_int16(
    shape s, float scale, float beta = 1.0F, tyto::rounding rounding = tyto::rounding::two_step) {
  const double real = static_cast<double>(scale) * static_cast<double>(beta) / (10.0 / 65535.0);
  return {s, s, make_multiplier(real), rounding};
}

template <class Layer>
concept int16_softmax_layer = std::is_same_v<spec_of<Layer>, softmax<std::int16_t>>;

template <int16_softmax_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr multiplier m = s.input_multiplier;
  static constexpr bool value =
      checks::keeps_shape<Layer>() &&
      checks::softmax_channels<Layer, s.input.channels, 65535>::ok &&
      checks::multiplier_range<Layer, 0, m.mantissa, m.exponent>::ok &&
      checks::sum_fits<Layer, 65535, checks::largest_accumulator(m.exponent)>::ok;
};

namespace detail {

// A function on 512 steps, in 2^-15.
using line_table = std::array<std::int16_t, 513>;

// Each point is less half of what a straight line to the next misses in the middle; in float, as
// the reference computes it.
template <class F>
constexpr line_table make_line_table(float low, float high, F f) {
  line_table table{};
  const float step = (high - low) / 512;
  const auto at = [&](float x) { return f(x) * 32768.0F; };
  const auto stored = [](std::int32_t x) {
    return static_cast<std::int16_t>(clamp<std::int32_t>(x, -32768, 32767));
  };
  for (int i = 0; i < 512; ++i) {
    const float x = low + static_cast<float>(i) * step;
    const std::int32_t point = round_half_away(at(x));
    const float next = at(low + static_cast<float>(i + 1) * step);
    const std::int32_t line = round_half_away((next + static_cast<float>(point)) / 2);
    const std::int32_t middle = round_half_away(at(x + step / 2));
    const std::int32_t missed = round_half_away(static_cast<float>(line - middle) / 2);
    table[static_cast<std::size_t>(i)] = stored(point - missed);
  }
  table[512] = stored(round_half_away(at(high)));
  return table;
}

// Of the lowest int16 to the highest.
constexpr std::int32_t on_line(const line_table& table, std::int32_t x) {
  const auto i = static_cast<std::size_t>(256 + (x >> 7));
  const std::int32_t slope = table[i + 1] - table[i];
  return table[i] + ((slope * (x & 127) + 64) >> 7);
}

inline constexpr line_table exponential_points = make_line_table(
    -10.0F, 0.0F, [](float x) { return static_cast<float>(math::exp(static_cast<double>(x))); });
inline constexpr line_table reciprocal_points =
    make_line_table(0.0F, 1.0F, [](float x) { return 1.0F / (1.0F + x); });

constexpr void apply_to_pixel(const softmax<std::int16_t>& s, const std::int16_t* input,
                              std::int16_t* output) {
  std::int16_t largest = input[0];
  for (int c = 1; c < s.input.channels; ++c)
    largest = input[c] > largest ? input[c] : largest;
  std::int32_t sum = 0;  // in 2^-15, at least 32767
  for (int c = 0; c < s.input.channels; ++c) {
    const std::int32_t x = requantize(input[c] - largest, s.input_multiplier, s.rounding) + 32767;
    output[c] = static_cast<std::int16_t>(
        on_line(exponential_points, clamp<std::int32_t>(x, -32768, 32767)));
    sum += output[c];
  }
  // sum = 2^(bits - 15) (1 + fraction), and the fraction in 2^-16; bits >= 14, as sum >= 32767
  const int bits = 14 + static_cast<int>(std::bit_width(static_cast<std::uint32_t>(sum) >> 15));
  const auto fraction =
      static_cast<std::int32_t>(((std::int64_t{sum} << (30 - bits)) + (1 << 13)) >> 14) - (1 << 16);
  const std::int32_t reciprocal =
      on_line(reciprocal_points, clamp<std::int32_t>(fraction - (1 << 15), -32768, 32767));
  for (int c = 0; c < s.input.channels; ++c) {
    const std::int32_t product = output[c] * reciprocal;
    output[c] = static_cast<std::int16_t>(
        clamp<std::int32_t>((product + (1 << (bits - 1))) >> bits, 0, 32767));
  }
}

}  // namespace detail

// out[c] = exp(x[c]) / sum over k of exp(x[k]), x[c] = beta * scale * (in[c] - max in), those under
// -10 as -10. `output` may be `input`.
constexpr void apply(const softmax<std::int16_t>& s, const std::int16_t* input,
                     std::int16_t* output) {
  for (int pixel = 0; pixel < s.input.height * s.input.width; ++pixel)
    detail::apply_to_pixel(s, input + pixel * s.input.channels, output + pixel * s.input.channels);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::int16_softmax_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
