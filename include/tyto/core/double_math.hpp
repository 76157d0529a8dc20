// SPDX-License-Identifier: Apache-2.0
// sin, cos, exp, log and sqrt of doubles, and the nearest integer, for constant expressions; see
// core/math.hpp.
#pragma once

#include <cstdint>
#include <limits>

#include "tyto/core/bit_cast.hpp"

namespace tyto::math {

inline constexpr double pi = 0x1.921fb54442d18p+1;
inline constexpr double ln2 = 0x1.62e42fefa39efp-1;

// Nearest integer, half away from zero. |x| < 2^62.
constexpr std::int64_t nearest(double x) {
  return static_cast<std::int64_t>(x < 0 ? x - 0.5 : x + 0.5);
}

// 2^exponent, -1022 <= exponent <= 1023.
constexpr double power_of_two(int exponent) {
  return bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

namespace detail {

// Taylor series in Horner's form; |r| <= pi / 4 makes the first term left out less than 2^-56.
constexpr double sin_near_zero(double r) {
  double tail = 0.0;
  for (int n = 17; n > 1; n -= 2)
    tail = -(r * r) / (n * (n - 1)) * (1.0 + tail);
  return r + r * tail;
}

constexpr double cos_near_zero(double r) {
  double sum = 1.0;
  for (int n = 18; n > 0; n -= 2)
    sum = 1.0 - sum * (r * r) / (n * (n - 1));
  return sum;
}

// sin(x + quarter_turns * pi / 2). pi / 2 is subtracted in three parts, the first two of 33 and 31
// bits, so that their products with a count below 2^20 are exact.
constexpr double sin_shifted(double x, int quarter_turns) {
  constexpr double half_pi_high = 0x1.921fb544p+0;
  constexpr double half_pi_middle = 0x0.42d18469p-32;
  constexpr double half_pi_low = 0x0.898cc51701b83p-64;
  static_assert(half_pi_high + half_pi_middle + half_pi_low == pi / 2);
  if (!(x > -1e6 && x < 1e6)) return std::numeric_limits<double>::quiet_NaN();
  const std::int64_t turns = nearest(x * (2 / pi));
  const auto count = static_cast<double>(turns);
  const double r = ((x - count * half_pi_high) - count * half_pi_middle) - count * half_pi_low;
  const std::int64_t quadrant = (turns + quarter_turns) & 3;
  const double magnitude = quadrant % 2 == 0 ? sin_near_zero(r) : cos_near_zero(r);
  return quadrant < 2 ? magnitude : -magnitude;
}

// A positive finite x as mantissa * 2^exponent with the mantissa between sqrt(1/2) and sqrt(2)
// (within one part in 2^20): around 1, so that the logarithm of an x near 1 does not cancel.
struct split_double {
  double mantissa;
  int exponent;
};

constexpr split_double split(double x) {
  constexpr std::uint64_t one = 0x3ff00000'00000000;
  constexpr std::uint64_t sqrt_half = 0x3fe6a09e'00000000;
  int exponent = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    exponent = -54;
  }
  const std::uint64_t bits = bit_cast<std::uint64_t>(x) + (one - sqrt_half);
  exponent += static_cast<int>(bits >> 52) - 1023;
  return {bit_cast<double>((bits & 0x000fffff'ffffffff) + sqrt_half), exponent};
}

}  // namespace detail

// sin and cos of an angle in radians, |x| < 1e6 (NaN otherwise). Within 1.5 ulp for |x| < 20,
// within 2e-16 absolute beyond.
constexpr double sin(double x) {
  return detail::sin_shifted(x, 0);
}
constexpr double cos(double x) {
  return detail::sin_shifted(x, 1);
}

// e^x within 1.2 ulp, denormal results included.
constexpr double exp(double x) {
  constexpr double ln2_high = 0x1.62e42fefap-1;
  constexpr double ln2_low = 0x1.cf79abc9e3b3ap-40;
  if (x != x) return x;
  if (x > 710.0) return std::numeric_limits<double>::infinity();
  if (x < -746.0) return 0.0;
  const auto doublings = static_cast<int>(nearest(x / ln2));
  const double r = (x - doublings * ln2_high) - doublings * ln2_low;
  double sum = 1.0;
  for (int n = 14; n > 1; --n)
    sum = 1.0 + sum * r / n;
  // Two factors, because 2^doublings alone can leave the range that the result is still in.
  const int half = doublings / 2;
  return (1.0 + sum * r) * power_of_two(half) * power_of_two(doublings - half);
}

// Natural logarithm within 1 ulp. log(0) = -infinity, log of a negative number is NaN.
constexpr double log(double x) {
  constexpr double ln2_high = 0x1.62e42fefap-1;
  constexpr double ln2_low = 0x1.cf79abc9e3b3ap-40;
  if (x == 0.0) return -std::numeric_limits<double>::infinity();
  if (!(x > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  if (x == std::numeric_limits<double>::infinity()) return x;
  // log(1 + f) = 2 atanh(s), s = f / (2 + f), |s| <= 0.172: an odd series. It is written as
  // f - s (f - tail), whose leading term is exact.
  const auto [mantissa, exponent] = detail::split(x);
  const double f = mantissa - 1.0;
  const double s = f / (2.0 + f);
  double series = 0.0;
  for (int n = 23; n > 1; n -= 2)
    series = (series + 2.0 / n) * (s * s);
  const double half_square = 0.5 * f * f;
  return exponent * ln2_high -
         ((half_square - (s * (half_square + series) + exponent * ln2_low)) - f);
}

// Square root within 1 ulp. sqrt of a negative number is NaN.
constexpr double sqrt(double x) {
  if (x == 0.0 || x == std::numeric_limits<double>::infinity()) return x;
  if (!(x > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  const auto [mantissa, exponent] = detail::split(x);
  const int half = (exponent - (exponent & 1)) / 2;
  const double square = (exponent & 1) != 0 ? 2.0 * mantissa : mantissa;
  double root = 0.5 * (1.0 + square);
  for (int i = 0; i < 5; ++i)
    root = 0.5 * (root + square / root);
  return root * power_of_two(half);
}

}  // namespace tyto::math
