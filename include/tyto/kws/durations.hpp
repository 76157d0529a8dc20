// SPDX-License-Identifier: Apache-2.0
// Milliseconds in runs of the network, and what a setting of a real number is in stored units.
//
// Both are rounded up, here and nowhere else: a time that somebody asked for is never shorter, and
// a threshold never lower than they said.
#pragma once

#include <cstdint>

namespace tyto::kws {

// Time from one feature frame, or from one run of the network, to the next: samples / sample_rate
// seconds, both positive.
struct period {
  std::int64_t samples = 0;
  int sample_rate = 0;  // Hz

  // The time from one run to the next with a run every `count` of these.
  [[nodiscard]] constexpr period times(int count) const { return {samples * count, sample_rate}; }

  // A period that is known in milliseconds, to the nearest microsecond.
  static constexpr period of_ms(float ms) {
    const float us = ms * 1000.0F;
    const auto below = static_cast<std::int64_t>(us);
    return {us - static_cast<float>(below) < 0.5F ? below : below + 1, 1000000};
  }
};

// The least number of runs that take at least `ms` milliseconds, ms >= 0.
constexpr std::int64_t runs_of(int ms, period run) {
  const std::int64_t run_units = 1000 * run.samples;  // in 1 / (1000 * sample_rate) seconds
  return (std::int64_t{ms} * run.sample_rate + run_units - 1) / run_units;
}

// The least integer that is not under x. |x| < 2^31.
constexpr std::int32_t rounded_up(float x) {
  const auto whole = static_cast<std::int32_t>(x);  // towards zero
  return static_cast<float>(whole) < x ? whole + 1 : whole;
}

}  // namespace tyto::kws
