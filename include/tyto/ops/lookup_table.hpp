// SPDX-License-Identifier: Apache-2.0
// The tables of ops/lookup.hpp. Each function of one stored int8 value follows the rule of
// TensorFlow Lite's reference kernel, so a table of its 256 values is that kernel, to the byte.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "tyto/core/fixed_point.hpp"
#include "tyto/core/math.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"

namespace tyto::ops {

using lookup_table = std::array<std::int8_t, 256>;

// f(stored) for each stored value, clamped to int8.
template <class F>
constexpr lookup_table make_lookup_table(F f) {
  lookup_table table{};
  for (int q = -128; q <= 127; ++q) {
    table[static_cast<std::size_t>(q + 128)] =
        static_cast<std::int8_t>(clamp<std::int32_t>(f(q), -128, 127));
  }
  return table;
}

namespace detail {

// A signed real as a multiplier: that of its magnitude, the sign in the mantissa.
constexpr multiplier make_signed_multiplier(double real) {
  if (real >= 0.0) return make_multiplier(real);
  const multiplier m = make_multiplier(-real);
  return {-m.mantissa, m.exponent};
}

// A stored value less its zero point, as the argument of fixed_point::logistic and tanh: Q4.27
// where it is within the numbers that Q4.27 holds, and which side of them it is on.
class q4_argument {
 public:
  explicit constexpr q4_argument(quantization in)
      : zero_point_(in.zero_point),
        to_q4_(make_multiplier(static_cast<double>(in.scale) * (1 << 27))) {
    // floor(15 * 2^27 / 2^exponent): the largest difference whose left shift is within +-15.
    const std::int64_t largest = std::int64_t{15} << 27;
    radius_ = to_q4_.exponent >= 0 ? largest >> to_q4_.exponent : largest << -to_q4_.exponent;
  }

  // f of the Q4.27 number, `below` and `above` outside.
  template <class F>
  [[nodiscard]] constexpr std::int32_t map(int stored, std::int32_t below, std::int32_t above,
                                           F f) const {
    const int difference = stored - zero_point_;
    if (difference <= -radius_) return below;
    if (difference >= radius_) return above;
    return f(requantize<rounding::two_step>(difference, to_q4_));
  }

 private:
  int zero_point_;
  multiplier to_q4_;
  std::int64_t radius_ = 0;
};

// The int16 nearest to mantissa / 2^16, saturated.
constexpr std::int32_t narrow(std::int32_t mantissa) {
  constexpr std::int32_t half = 1 << 15;
  if (mantissa >= std::numeric_limits<std::int32_t>::max() - half) return 32767;
  return (mantissa + half) >> 16;
}

constexpr std::int32_t saturate_int16(std::int64_t x) {
  return static_cast<std::int32_t>(clamp<std::int64_t>(x, -32768, 32767));
}

// round(a * b / 2^15) on int16 values, ties upward; (-2^15)(-2^15) saturates.
constexpr std::int32_t rounding_doubling_high_mul_int16(std::int32_t a, std::int32_t b) {
  if (a == -32768 && b == -32768) return 32767;
  const std::int32_t product = a * b;
  const std::int32_t nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return (product + nudge) / (1 << 15);
}

// a * b / 2^15 towards zero on int16 values; (-2^15)(-2^15) saturates.
constexpr std::int32_t doubling_high_mul_int16(std::int32_t a, std::int32_t b) {
  return a == -32768 && b == -32768 ? 32767 : a * b / (1 << 15);
}

// 1 / sqrt(x) for 1 <= x < 2^27: five Newton steps from 1 on x scaled to [1/4, 1) in Q3.28.
constexpr multiplier inverse_sqrt(std::int32_t x) {
  constexpr std::int32_t three_halves = 3 << 27;
  constexpr std::int32_t sqrt_half = fixed_point::detail::raw(0.70710678118654752440, 31);
  static_assert(sqrt_half == 1518500250, "the public algorithm's constant, to the bit");
  if (x == 1) return {std::numeric_limits<std::int32_t>::max(), 0};
  int exponent = -11;
  for (; x < 1 << 27; x *= 4)
    ++exponent;
  const std::int32_t half_x = rounding_divide_by_power_of_two(x >> 1, 1);
  std::int32_t y = 1 << 28;
  for (int step = 0; step < 5; ++step) {
    const std::int32_t y3 = fixed_point::detail::saturating_shift_left(
        fixed_point::detail::multiply(fixed_point::detail::multiply(y, y), y), 6);
    y = fixed_point::detail::saturating_shift_left(
        fixed_point::detail::multiply(three_halves, y) - fixed_point::detail::multiply(half_x, y3),
        3);
  }
  const std::int32_t mantissa = fixed_point::detail::multiply(y, sqrt_half);
  return exponent > 0 ? multiplier{mantissa << exponent, 0} : multiplier{mantissa, exponent};
}

}  // namespace detail

// 1 / (1 + exp(-x)); the output is scale 1/256, zero point -128.
constexpr lookup_table logistic_table(quantization in) {
  const detail::q4_argument argument(in);
  return make_lookup_table([&](int q) {
    return argument.map(q, -128, 127, [](std::int32_t x) {
      return rounding_divide_by_power_of_two(fixed_point::logistic(x), 31 - 8) - 128;
    });
  });
}

// tanh(x); the output is scale 1/128, zero point 0.
constexpr lookup_table tanh_table(quantization in) {
  const detail::q4_argument argument(in);
  return make_lookup_table([&](int q) {
    return argument.map(q, -128, 127, [](std::int32_t x) {
      return rounding_divide_by_power_of_two(fixed_point::tanh(x), 31 - 7);
    });
  });
}

// x for x >= 0, alpha * x below.
constexpr lookup_table leaky_relu_table(quantization in, quantization out, float alpha,
                                        tyto::rounding rounding = tyto::rounding::two_step) {
  const multiplier identity = make_multiplier(static_cast<double>(in.scale / out.scale));
  const multiplier slope =
      detail::make_signed_multiplier(static_cast<double>(in.scale * alpha / out.scale));
  return make_lookup_table([&](int q) {
    const int x = q - in.zero_point;
    const multiplier m = x >= 0 ? identity : slope;
    return out.zero_point + requantize(x, m, rounding);
  });
}

// x * min(max(x + 3, 0), 6) / 6, in 16-bit fixed point. in.scale / out.scale must be at most 128.
constexpr lookup_table hard_swish_table(quantization in, quantization out) {
  const float fine_scale = (1.0F / 128.0F) * in.scale;
  const multiplier to_output = make_multiplier(static_cast<double>(fine_scale / out.scale));
  const multiplier to_thirds = make_multiplier(static_cast<double>(fine_scale / (3.0F / 32768.0F)));
  const std::int32_t output_factor = detail::narrow(to_output.mantissa);
  const std::int32_t thirds_factor = detail::narrow(to_thirds.mantissa);
  return make_lookup_table([&](int q) {
    const std::int32_t fine = (q - in.zero_point) * 128;  // 7 more bits
    const std::int32_t value = detail::rounding_doubling_high_mul_int16(fine, output_factor);
    // x / 3 in Q0.15, saturated to [-1, 1): the last bit of a left shift comes after the product.
    std::int32_t gate = fine;
    if (to_thirds.exponent > 0) {
      gate = detail::saturate_int16(std::int64_t{gate} *
                                    (std::int64_t{1} << (to_thirds.exponent - 1)));
    }
    gate = detail::rounding_doubling_high_mul_int16(gate, thirds_factor);
    if (to_thirds.exponent > 0) gate = detail::saturate_int16(std::int64_t{gate} * 2);
    if (to_thirds.exponent < 0) {
      gate = rounding_divide_by_power_of_two(gate, -to_thirds.exponent);
    }
    gate = (gate + (1 << 15)) >> 1;  // (x / 3 + 1) / 2
    const std::int32_t product = detail::doubling_high_mul_int16(gate, value);
    return rounding_divide_by_power_of_two(product, -to_output.exponent) + out.zero_point;
  });
}

// A function of reals, computed in float32 as the reference does it.
template <class F>
constexpr lookup_table function_table(quantization in, quantization out, F f) {
  const float inverse_scale = 1.0F / out.scale;
  return make_lookup_table([&](int q) {
    const float x = in.scale * static_cast<float>(q - in.zero_point);
    const std::int64_t y = round_half_away(f(x) * inverse_scale);
    return static_cast<std::int32_t>(clamp<std::int64_t>(y + out.zero_point, -128, 127));
  });
}

// x for x >= 0, alpha * (exp(x) - 1) below.
constexpr lookup_table elu_table(quantization in, quantization out, float alpha = 1.0F) {
  return function_table(in, out, [&](float x) {
    return x >= 0.0F ? x : alpha * (static_cast<float>(math::exp(static_cast<double>(x))) - 1.0F);
  });
}

// |x|.
constexpr lookup_table abs_table(quantization in, quantization out) {
  const multiplier m =
      make_multiplier(static_cast<double>(in.scale) / static_cast<double>(out.scale));
  return make_lookup_table([&](int q) {
    const int x = q < in.zero_point ? in.zero_point - q : q - in.zero_point;
    if (in.scale == out.scale) return std::int32_t{x + out.zero_point};
    return requantize<rounding::two_step>(x, m) + out.zero_point;
  });
}

// The factor behind 1 / sqrt(q - zero point) of rsqrt_table().
constexpr multiplier rsqrt_multiplier(quantization in, quantization out) {
  return make_multiplier(
      1.0 / (math::sqrt(static_cast<double>(in.scale)) * static_cast<double>(out.scale)));
}

// 1 / sqrt(x), with 20 bits between; the largest value for x <= 0. The exponent of
// rsqrt_multiplier() must be at least -11.
constexpr lookup_table rsqrt_table(quantization in, quantization out) {
  constexpr int fine = 20;
  multiplier to_output = rsqrt_multiplier(in, out);
  to_output.exponent -= fine;
  return make_lookup_table([&](int q) {
    const int x = q - in.zero_point;
    if (x <= 0) return std::int32_t{127};
    multiplier root = detail::inverse_sqrt(x);
    root.exponent += fine;
    return requantize<rounding::two_step>(requantize<rounding::two_step>(1, root), to_output) +
           out.zero_point;
  });
}

}  // namespace tyto::ops
