// SPDX-License-Identifier: Apache-2.0
// The logistic function and tanh of 16-bit fixed point, for int16 and for int8 recurrent layers: a
// table of 256 values of the logistic function, and straight lines between them. tanh(x) is 2
// logistic(2 x) - 1.
//
// Algorithm: the public one of TensorFlow Lite's reference kernels for int16.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/core/math.hpp"

namespace tyto::table_functions {

namespace detail {

// Where the public table has one more than the nearest integer: as a straight line from value to
// value lies below a curve that bends down, that makes the largest error smaller.
inline constexpr std::uint8_t raised[] = {
    4,  8,  12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31,  33,  34,  35,  37,  39,
    40, 41, 43, 44, 45, 46, 49, 50, 54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135, 255};

// round(2^16 / (1 + exp(-i / 24))), raised where it says so.
inline constexpr std::array<std::uint16_t, 256> logistic = [] {
  std::array<std::uint16_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double real = 65536.0 / (1.0 + math::exp(static_cast<double>(i) / -24.0));
    table[i] = static_cast<std::uint16_t>(math::nearest(real));
  }
  for (const std::uint8_t i : raised)
    ++table[i];
  return table;
}();
static_assert(logistic[0] == 32768 && logistic[35] == 53169 && logistic[255] == 65535,
              "the public table's values, to the bit");

// 2^(16 + bits) logistic(x / (24 * 2^bits)) for x >= 0, between two values of the table; `most`
// behind them.
constexpr std::int32_t logistic_between(std::int32_t x, int bits, std::int32_t most) {
  const std::int32_t index = x >> bits;
  if (index >= 255) return most;
  const std::int32_t low = logistic[static_cast<std::size_t>(index)];
  const std::int32_t high = logistic[static_cast<std::size_t>(index) + 1];
  return (low << bits) + (x & ((1 << bits) - 1)) * (high - low);
}

// What the table is asked for, 3 x 2^shift (halves upwards where that is no integer).
constexpr std::int32_t three_times(std::int32_t x, int shift) {
  if (shift >= 0) return x * (3 << shift);
  return (x * 3 + (1 << (-shift - 1))) >> -shift;
}

}  // namespace detail

// logistic(asked / (24 * 2^9)), times 2^15. |asked| < 2^31.
constexpr std::int32_t logistic_of_24ths(std::int32_t asked) {
  const std::int32_t of_magnitude =
      detail::logistic_between(asked < 0 ? -asked : asked, 9, 0x7FFF << 10);
  const std::int32_t result =
      asked >= 0 ? of_magnitude + (1 << 9) : (1 << 25) - of_magnitude + (1 << 9) - 1;
  return result >> 10;
}

// tanh(asked / (48 * 2^8)), times 2^15. |asked| < 2^31.
constexpr std::int32_t tanh_of_24ths(std::int32_t asked) {
  const std::int32_t twice = detail::logistic_between(asked < 0 ? -asked : asked, 8, 0xFFFF << 8);
  const std::int32_t result =
      asked >= 0 ? twice - (1 << 23) + (1 << 7) : (1 << 23) - twice + (1 << 7) - 1;
  return result >> 8;
}

// logistic(x / 2^12), times 2^15. |x| <= 2^15.
constexpr std::int32_t logistic(std::int32_t x) {
  return logistic_of_24ths(detail::three_times(x, 0));
}

// tanh(x 2^exponent), times 2^15. |x| <= 2^15, -30 <= exponent <= 0.
constexpr std::int32_t tanh(std::int32_t x, int exponent) {
  return tanh_of_24ths(detail::three_times(x, 12 + exponent));
}

}  // namespace tyto::table_functions
