// SPDX-License-Identifier: Apache-2.0
// exp, tanh, log and sqrt of floats for run time; see core/math.hpp.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tyto/core/bit_cast.hpp"
#include "tyto/core/double_math.hpp"

namespace tyto::math {

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
