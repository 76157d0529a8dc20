// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace tyto::audio::micro {

// The left shift for which the greatest absolute value keeps 15 bits, sign included 16; 0 where all
// are 0.
constexpr int scale_shift(std::uint32_t greatest) {
  const int bits = 32 - std::countl_zero(greatest);
  return greatest == 0 || bits > 15 ? 0 : 15 - bits;
}

// Multiplies x by the greatest power of two that every value has room for, and returns its
// exponent.
constexpr int auto_scale(std::span<std::int16_t> x) {
  std::int32_t greatest = 0;
  for (const std::int32_t value : x) {
    const std::int32_t magnitude = value < 0 ? -value : value;
    greatest = magnitude > greatest ? magnitude : greatest;
  }
  const int shift = scale_shift(static_cast<std::uint32_t>(greatest));
  for (std::int16_t& value : x)
    value = static_cast<std::int16_t>(value * (1 << shift));
  return shift;
}

}  // namespace tyto::audio::micro
