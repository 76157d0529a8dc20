// SPDX-License-Identifier: Apache-2.0
// Numeric policies: what a tensor's stored elements mean, and how an accumulator is stored.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tyto/core/rounding.hpp"

namespace tyto {

// An integer tensor's meaning: real = scale * (stored - zero_point).
struct quantization {
  float scale = 1.0F;
  int zero_point = 0;

  friend constexpr bool operator==(const quantization&, const quantization&) = default;
};

template <class T>
concept quantized_element = std::same_as<T, std::int8_t> || std::same_as<T, std::int16_t>;

template <class T>
concept element = quantized_element<T> || std::same_as<T, float>;

// What a network's ends may also be: other integers that stand for real numbers.
template <class T>
concept stored_integer = std::same_as<T, std::int8_t> || std::same_as<T, std::uint8_t> ||
    std::same_as<T, std::int16_t> || std::same_as<T, std::int32_t>;

// Type that elements are added up in: int32 for integers, float for float. (Sums of products are
// kept in the type of the layer's bias, which is int64 or int32 beside int16.)
template <element T>
using accumulator_t = std::conditional_t<std::same_as<T, float>, float, std::int32_t>;

// Type of the weights of a layer that computes with T.
template <element T>
using weight_t = std::conditional_t<std::same_as<T, float>, float, std::int8_t>;

// Policy of a layer that multiplies and accumulates.
template <element T>
struct numerics;

// int8: acc = bias + sum (q_in - input_zero_point) * q_w, then
// stored = clamp(requantize(acc) + output_zero_point, output_min, output_max).
// A fused ReLU is output_min = max(-128, output_zero_point); ReLU6 also lowers output_max.
template <>
struct numerics<std::int8_t> {
  int input_zero_point = 0;   // [-128, 127]
  int output_zero_point = 0;  // [-128, 127]
  int output_min = -128;
  int output_max = 127;
  tyto::rounding rounding = tyto::rounding::two_step;

  friend constexpr bool operator==(const numerics&, const numerics&) = default;
};

// int16: the same with zero points of 0.
template <>
struct numerics<std::int16_t> {
  static constexpr int input_zero_point = 0;
  static constexpr int output_zero_point = 0;
  std::int16_t output_min = -32768;
  std::int16_t output_max = 32767;
  tyto::rounding rounding = tyto::rounding::two_step;

  friend constexpr bool operator==(const numerics&, const numerics&) = default;
};

// float: stored = clamp(acc, output_min, output_max).
template <>
struct numerics<float> {
  float output_min = std::numeric_limits<float>::lowest();
  float output_max = std::numeric_limits<float>::max();

  friend constexpr bool operator==(const numerics&, const numerics&) = default;
};

// The element that stands for real 0 in the input: what padding contributes.
template <quantized_element T>
constexpr std::int32_t input_zero(const numerics<T>& n) {
  return n.input_zero_point;
}
constexpr float input_zero(const numerics<float>&) {
  return 0.0F;
}

template <class T>
constexpr T clamp(T value, T low, T high) {
  return value < low ? low : value > high ? high : value;
}

// round(x), half away from zero, saturated to int32. NaN gives 0.
constexpr std::int32_t round_half_away(float x) {
  constexpr float limit = 2147483648.0F;  // 2^31
  if (!(x == x)) return 0;
  if (x >= limit) return std::numeric_limits<std::int32_t>::max();
  if (x <= -limit) return std::numeric_limits<std::int32_t>::min();
  const auto truncated = static_cast<std::int32_t>(x);
  // Exact: |x| < 2^23 where the difference is not 0, so the subtraction does not round.
  const float rest = x - static_cast<float>(truncated);
  return truncated + (rest >= 0.5F ? 1 : 0) - (rest <= -0.5F ? 1 : 0);
}

// Nearest stored value to `real`: clamp(round(real / scale) + zero_point).
template <quantized_element T = std::int8_t>
constexpr T quantize(float real, quantization q) {
  // The zero point is added in 64 bits: a saturated quotient must not wrap.
  const std::int64_t stored = std::int64_t{round_half_away(real / q.scale)} + q.zero_point;
  return static_cast<T>(
      clamp<std::int64_t>(stored, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

constexpr float dequantize(std::int32_t stored, quantization q) {
  return q.scale * static_cast<float>(stored - q.zero_point);
}

}  // namespace tyto
