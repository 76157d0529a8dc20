// SPDX-License-Identifier: Apache-2.0
// THE rounding: how an accumulator becomes a scaled 32-bit integer. Every integer kernel of
// every ISA equals the functions below to the byte; no other header rounds.
//
// Formulas: TensorFlow Lite's reference integer kernels (fixed-point multiplier of 31 fractional
// bits and a power of two).
#pragma once

#include <cstdint>
#include <limits>

#include "tyto/core/bit_cast.hpp"

namespace tyto {

// Which of TensorFlow Lite's two requantise formulas a model was made for.
enum class rounding : std::uint8_t {
  two_step,  // high product rounded, then shift rounded: the library default
  one_step,  // 64-bit product rounded once, half up (TFLITE_SINGLE_ROUNDING)
};

// The real number mantissa / 2^31 * 2^exponent, 0 <= mantissa < 2^31, -31 <= exponent <= 30. Those
// of make_multiplier have a mantissa of 0 or at least 2^30.
struct multiplier {
  std::int32_t mantissa = 0;
  int exponent = 0;

  friend constexpr bool operator==(const multiplier&, const multiplier&) = default;
};

// Nearest multiplier to a real number in (0, 2^30): mantissa = round(f * 2^31) for
// real = f * 2^exponent, 0.5 <= f < 1, half away from zero. Numbers under 2^-32 (and NaN) become 0;
// numbers over the range become the largest multiplier.
constexpr multiplier make_multiplier(double real) {
  constexpr int fraction_bits = 52;
  constexpr int exponent_bias = 1022;  // of a double whose significand is read as [0.5, 1)
  const auto bits = bit_cast<std::uint64_t>(real);
  const auto biased = static_cast<int>((bits >> fraction_bits) & 0x7ff);
  if (!(real > 0.0) || biased == 0) return {};
  int exponent = biased - exponent_bias;
  // The significand is an integer of 53 bits; keep 31 and round on the 22 that go.
  const std::uint64_t significand =
      (bits & ((std::uint64_t{1} << fraction_bits) - 1)) | (std::uint64_t{1} << fraction_bits);
  std::uint64_t mantissa = (significand + (std::uint64_t{1} << 21)) >> 22;
  if (mantissa == std::uint64_t{1} << 31) {
    mantissa /= 2;
    ++exponent;
  }
  if (exponent < -31) return {};
  if (exponent > 30) return {std::numeric_limits<std::int32_t>::max(), 30};
  return {static_cast<std::int32_t>(mantissa), exponent};
}

// round(a * b / 2^31), ties upward (-0.5 becomes 0); a = b = -2^31, the only product that does not
// fit, gives 2^31 - 1.
constexpr std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b) {
  constexpr auto lowest = std::numeric_limits<std::int32_t>::min();
  if (a == lowest && b == lowest) return std::numeric_limits<std::int32_t>::max();
  const std::int64_t product = std::int64_t{a} * b;
  const std::int64_t nudge = product >= 0 ? std::int64_t{1} << 30 : 1 - (std::int64_t{1} << 30);
  return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
}

// round(x / 2^exponent), ties away from zero, 0 <= exponent <= 31.
constexpr std::int32_t rounding_divide_by_power_of_two(std::int32_t x, int exponent) {
  const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
  const std::int32_t remainder = x & mask;
  const std::int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

// x * m as an integer. The caller (a layer's static_assert, or the converter) has proved that
// x * 2^max(exponent, 0) fits int32, with the room that adding a zero point takes.
//
//   two_step   a = x * 2^max(e, 0);  b = (a * mantissa + nudge) / 2^31;  c = b / 2^max(-e, 0)
//              nudge = 2^30, or 1 - 2^30 for a negative product, and the division truncates: ties
//              go upward; c is rounded to nearest, ties away from zero
//   one_step   c = (x * mantissa + 2^(30 - e)) >> (31 - e)
template <rounding Rounding>
constexpr std::int32_t requantize(std::int32_t x, multiplier m) {
  if constexpr (Rounding == rounding::two_step) {
    const int left = m.exponent > 0 ? m.exponent : 0;
    const int right = m.exponent > 0 ? 0 : -m.exponent;
    return rounding_divide_by_power_of_two(
        saturating_rounding_doubling_high_mul(x * (1 << left), m.mantissa), right);
  } else {
    const int shift = 31 - m.exponent;
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    return static_cast<std::int32_t>((std::int64_t{x} * m.mantissa + half) >> shift);
  }
}

// The same by a formula that a value names.
constexpr std::int32_t requantize(std::int32_t x, multiplier m, rounding how) {
  return how == rounding::two_step ? requantize<rounding::two_step>(x, m)
                                   : requantize<rounding::one_step>(x, m);
}

// x * m for a sum of 64 bits, by either policy, as TensorFlow Lite's int16 kernels compute it: the
// mantissa to 15 bits (at most 2^15 - 1), c = (x * mantissa_15 + 2^(14 - e)) >> (15 - e). The
// caller has proved that |x| < 2^47, that -31 <= e <= 7 and that c fits int32.
constexpr std::int32_t mantissa_q15(multiplier m) {
  return m.mantissa < 0x7fff0000 ? (m.mantissa + (1 << 15)) >> 16 : 0x7fff;
}
constexpr std::int32_t requantize_wide(std::int64_t x, multiplier m) {
  const int shift = 15 - m.exponent;
  const std::int64_t half = std::int64_t{1} << (shift - 1);
  return static_cast<std::int32_t>((x * mantissa_q15(m) + half) >> shift);
}

}  // namespace tyto
