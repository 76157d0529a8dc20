// SPDX-License-Identifier: Apache-2.0
// Elementary functions without libm.
//
//   double sin cos exp log sqrt   to build tables at compile time. They run anywhere, but a device
//                                 whose FPU is single precision would pull in soft-float calls:
//                                 call them from constant expressions only.
//   float exp tanh log sqrt       for run time, in float and integer arithmetic alone.
//
// The same source gives the same table on every compiler: constant expressions are evaluated in
// IEEE arithmetic, operation by operation. At run time a compiler may contract a * b + c into one
// fused instruction (g++ does by default where the target has it: Cortex-A7, Cortex-M4F). That can
// change the last bits of float functions but sqrt, which is correctly rounded and never changes.
// -ffast-math is not supported.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tyto/core/bit_cast.hpp"

namespace tyto::math {

inline constexpr double pi = 0x1.921fb54442d18p+1;
inline constexpr double ln2 = 0x1.62e42fefa39efp-1;

namespace detail {

// Nearest integer, half away from zero. |x| < 2^62.
constexpr std::int64_t nearest(double x) {
  return static_cast<std::int64_t>(x < 0 ? x - 0.5 : x + 0.5);
}

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

// 2^exponent, -1022 <= exponent <= 1023.
constexpr double power_of_two(int exponent) {
  return bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
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
  const auto doublings = static_cast<int>(detail::nearest(x / ln2));
  const double r = (x - doublings * ln2_high) - doublings * ln2_low;
  double sum = 1.0;
  for (int n = 14; n > 1; --n)
    sum = 1.0 + sum * r / n;
  // Two factors, because 2^doublings alone can leave the range that the result is still in.
  const int half = doublings / 2;
  return (1.0 + sum * r) * detail::power_of_two(half) * detail::power_of_two(doublings - half);
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
  return root * detail::power_of_two(half);
}

namespace detail {

// log(1 + f) = f - f^2 / 2 + f^3 p(f) for sqrt(1/2) - 1 <= f <= sqrt(2) - 1. p is the polynomial
// that meets (log(1 + f) - f + f^2 / 2) / f^3 = 1/3 - f/4 + f^2/5 - ... at Chebyshev's nodes, close
// to the best of its degree.
inline constexpr int log_terms = 9;

constexpr double log_remainder(double f) {
  double sum = 0.0;
  for (int n = 60; n >= 0; --n)
    sum = 1.0 / (n + 3) - f * sum;
  return sum;
}

constexpr std::array<float, log_terms> interpolate_log_remainder() {
  constexpr double low = 0.70710678118654752 - 1;
  constexpr double high = 1.4142135623730950 - 1;
  std::array<double, log_terms> node{};
  std::array<double, log_terms> newton{};  // divided differences
  for (int i = 0; i < log_terms; ++i) {
    const auto at = static_cast<std::size_t>(i);
    node[at] = 0.5 * (low + high) + 0.5 * (high - low) * cos(pi * (i + 0.5) / log_terms);
    newton[at] = log_remainder(node[at]);
  }
  for (std::size_t order = 1; order < log_terms; ++order) {
    for (std::size_t i = log_terms - 1; i >= order; --i) {
      newton[i] = (newton[i] - newton[i - 1]) / (node[i] - node[i - order]);
    }
  }
  std::array<double, log_terms> power{};  // Newton's form multiplied out
  for (std::size_t i = log_terms; i-- > 0;) {
    for (std::size_t j = log_terms - 1; j > 0; --j)
      power[j] = power[j - 1] - node[i] * power[j];
    power[0] = newton[i] - node[i] * power[0];
  }
  std::array<float, log_terms> rounded{};
  for (std::size_t i = 0; i < log_terms; ++i)
    rounded[i] = static_cast<float>(power[i]);
  return rounded;
}

inline constexpr std::array<float, log_terms> log_coefficients = interpolate_log_remainder();

// A positive finite float as mantissa * 2^(exponent - 23), 2^23 <= mantissa < 2^24.
struct split_float {
  std::uint32_t mantissa;
  int exponent;
};

constexpr split_float split(float x) {
  const auto bits = bit_cast<std::uint32_t>(x);
  const std::uint32_t fraction = bits & 0x7fffff;
  const auto biased = static_cast<int>(bits >> 23);
  if (biased != 0) return {fraction | 0x800000, biased - 127};
  const int shift = std::countl_zero(fraction) - 8;  // denormal
  return {fraction << shift, -126 - shift};
}

// Round to nearest of sqrt(mantissa * 2^23), 2^23 <= mantissa < 2^25; between 2^23 and 2^24.
constexpr std::uint32_t sqrt_mantissa(std::uint32_t mantissa) {
  const float x = static_cast<float>(mantissa) * 0x1p-23F;  // [1, 4): exact, an even 25-bit number
  // 1 / sqrt(x): halving the exponent of a float's bits is right to 3.5 %; three Newton steps.
  float y = bit_cast<float>(0x5f3759df - (bit_cast<std::uint32_t>(x) >> 1));
  for (int i = 0; i < 3; ++i)
    y = y * (1.5F - 0.5F * x * y * y);
  float root = x * y;
  root += 0.5F * y * (x - root * root);
  auto r = static_cast<std::uint32_t>(root * 0x1p23F);  // exact
  // root is within one unit. The last step is in integers, so rounding does not depend on the
  // float arithmetic above: r is right if r^2 - r < mantissa * 2^23 <= r^2 + r. Both products are
  // taken modulo 2^32; their difference is small and survives.
  const auto rest = static_cast<std::int32_t>((mantissa << 23) - r * r);
  const auto r_signed = static_cast<std::int32_t>(r);
  if (rest > r_signed) ++r;
  if (rest <= -r_signed) --r;
  return r;
}

}  // namespace detail

// Natural logarithm, within 0.92 ulp for every positive float, denormals included, with fused
// multiply-add and without. log(0) = -infinity; a negative number or NaN gives NaN.
constexpr float log(float x) {
  constexpr auto& p = detail::log_coefficients;
  constexpr float ln2_high = 0x1.62e4p-1F;  // 15 bits: times an exponent it is exact
  constexpr auto ln2_low = static_cast<float>(ln2 - static_cast<double>(ln2_high));
  if (x == 0.0F) return -std::numeric_limits<float>::infinity();
  if (!(x > 0.0F)) return std::numeric_limits<float>::quiet_NaN();
  if (x == std::numeric_limits<float>::infinity()) return x;
  auto [mantissa, exponent] = detail::split(x);
  constexpr std::uint32_t sqrt_two = 0xb504f3;  // in units of 2^-23
  const bool upper = mantissa >= sqrt_two;
  if (upper) ++exponent;
  const float f = static_cast<float>(mantissa) * (upper ? 0x1p-24F : 0x1p-23F) - 1.0F;  // exact

  float series = p[detail::log_terms - 1];
  for (std::size_t i = detail::log_terms - 1; i-- > 0;)
    series = series * f + p[i];
  const auto scale = static_cast<float>(exponent);
  const float high = scale * ln2_high;
  // high + f as sum + rest without an error: |high| > |f|, or high = 0.
  const float sum = high + f;
  const float rest = f - (sum - high);
  return sum + (rest + (scale * ln2_low + f * f * (f * series - 0.5F)));
}

// e^x within 2 ulp; below 2^-126 (x < -87.3) it is 0. NaN gives NaN.
constexpr float exp(float x) {
  constexpr float ln2_high = 0x1.62e4p-1F;  // 15 bits: times an exponent it is exact
  constexpr auto ln2_low = static_cast<float>(ln2 - static_cast<double>(ln2_high));
  if (x != x) return x;
  if (x > 88.72283F) return std::numeric_limits<float>::infinity();
  if (x < -87.33654F) return 0.0F;
  const int exponent = static_cast<int>(x * 1.44269504F + (x < 0.0F ? -0.5F : 0.5F));
  const auto scale = static_cast<float>(exponent);
  const float r = (x - scale * ln2_high) - scale * ln2_low;  // |r| <= 0.35: Taylor's series
  const float series =
      0.5F + r * (1.0F / 6 + r * (1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720 + r / 5040))));
  const float mantissa = 1.0F + (r + r * r * series);
  // In two steps: 2^128 is no float.
  const int half = exponent / 2;
  const auto power = [](int k) {
    return bit_cast<float>(static_cast<std::uint32_t>(k + 127) << 23);
  };
  return mantissa * power(half) * power(exponent - half);
}

// tanh(x) within 4 ulp. NaN gives NaN.
constexpr float tanh(float x) {
  const float magnitude = x < 0.0F ? -x : x;
  if (magnitude < 0.625F) {
    // Lambert's continued fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))) up to 9.
    const float square = x * x;
    return x * (945.0F + square * (105.0F + square)) /
           (945.0F + square * (420.0F + square * 15.0F));
  }
  const float made = 1.0F - 2.0F / (1.0F + exp(2.0F * magnitude));
  return x < 0.0F ? -made : made;
}

// Square root, correctly rounded for every float (denormals included). sqrt(-0) = -0; a negative
// number or NaN gives NaN.
constexpr float sqrt(float x) {
  if (x == 0.0F || x == std::numeric_limits<float>::infinity()) return x;
  if (!(x > 0.0F)) return std::numeric_limits<float>::quiet_NaN();
  const auto [mantissa, exponent] = detail::split(x);
  const bool odd = (exponent & 1) != 0;
  const std::uint32_t root = detail::sqrt_mantissa(odd ? mantissa << 1 : mantissa);
  const int half = (exponent - (odd ? 1 : 0)) / 2;
  // The root is never denormal: -75 <= half <= 63.
  return static_cast<float>(root) *
         bit_cast<float>(static_cast<std::uint32_t>(half - 23 + 127) << 23);
}

}  // namespace tyto::math
