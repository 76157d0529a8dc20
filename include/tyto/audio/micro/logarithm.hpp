// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/core/math.hpp"

namespace tyto::audio::micro {

// c[j] = round(65536 (log2(1 + j / 128) - j / 128)), 0 at both ends: what the logarithm is above
// the chord of its octave.
inline constexpr std::array<std::uint16_t, 129> log2_above_chord = [] {
  std::array<std::uint16_t, 129> made{};
  for (std::size_t j = 0; j < 128; ++j) {
    const double x = static_cast<double>(j) / 128;
    made[j] = static_cast<std::uint16_t>(math::nearest(65536 * (math::log(1 + x) / math::ln2 - x)));
  }
  return made;
}();

// min(32767, round(64 ln x)) of x > 1; 0 of 0 and 1. ln x is found in 1 / 65536 first.
constexpr std::int16_t scaled_log(std::uint32_t x) {
  constexpr std::uint64_t ln2_q16 = 45426;
  static_assert(ln2_q16 == math::nearest(math::ln2 * 65536));
  constexpr std::uint32_t half = 1U << 15;
  if (x <= 1) return 0;
  const int octave = 31 - std::countl_zero(x);
  const std::uint32_t below = x - (1U << octave);
  const std::uint32_t fraction = octave < 16 ? below << (16 - octave) : below >> (octave - 16);
  const std::uint32_t segment = fraction >> 9;
  const std::int32_t c0 = log2_above_chord[segment];
  const std::int32_t c1 = log2_above_chord[segment + 1];
  const auto within = static_cast<std::int32_t>(fraction - (segment << 9));
  const std::int32_t above = c0 + (((c1 - c0) * within) >> 16);
  const std::uint32_t log2 =
      (static_cast<std::uint32_t>(octave) << 16) + fraction + static_cast<std::uint32_t>(above);
  const auto ln = static_cast<std::uint32_t>((ln2_q16 * log2 + half) >> 16);
  const std::uint32_t scaled = (64 * ln + half) >> 16;
  return static_cast<std::int16_t>(scaled < 32767 ? scaled : 32767);
}

}  // namespace tyto::audio::micro
