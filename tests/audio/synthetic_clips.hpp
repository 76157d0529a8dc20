// SPDX-License-Identifier: Apache-2.0
// Four seconds of sound out of integer formulas: the same samples on every machine, without a file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "support/random.hpp"

namespace tyto::test {

inline constexpr std::array<std::string_view, 4> synthetic_clip_names{"sweep", "voice", "noise",
                                                                      "clicks"};
inline constexpr int synthetic_rate = 16000;  // of one second each

// Close to 32767 sin(2 pi phase / 65536): two parabolas.
constexpr int parabola_sine(std::uint32_t phase) {
  const int p = static_cast<int>(phase % 65536) - 32768;                  // a turn, -pi .. pi
  const std::int64_t bow = std::int64_t{p} * (32768 - (p < 0 ? -p : p));  // largest 2^28
  return static_cast<int>(-bow * 32767 / (1 << 28));
}

// sweep   100 Hz to 7,900 Hz, at half of full scale
// voice   a buzz of 120 Hz, twelve harmonics with two formants, that swells and dies away
// noise   white, from the least bit to full scale
// clicks  full-scale impulses, then silence, then a square wave that clips
constexpr std::vector<std::int16_t> synthetic_clip(std::size_t which) {
  std::vector<std::int16_t> samples(synthetic_rate);
  random noise(which);
  std::uint32_t phase = 0;
  for (int n = 0; n < synthetic_rate; ++n) {
    int value = 0;
    if (which == 0) {
      const int hz = 100 + 7800 * n / synthetic_rate;
      phase += static_cast<std::uint32_t>(hz * 65536 / synthetic_rate);
      value = parabola_sine(phase) / 2;
    } else if (which == 1) {
      constexpr int loudness[] = {10, 12, 14, 20, 34, 28, 14, 8, 10, 18, 12, 6};  // of 186
      phase += 120 * 65536 / synthetic_rate;
      for (std::uint32_t k = 0; k < 12; ++k)
        value += parabola_sine((k + 1) * phase) * loudness[k] / 186;
      const int from_middle = n < synthetic_rate / 2 ? n : synthetic_rate - n;
      value = value * from_middle / (synthetic_rate / 2);
    } else if (which == 2) {
      const int loudest = 1 + 32766 * n / synthetic_rate;
      value = noise.between(-loudest, loudest);
    } else if (n < synthetic_rate / 2) {
      value = n % 1600 == 800 ? 32767 : n % 1600 == 801 ? -32768 : 0;
    } else if (n >= 3 * synthetic_rate / 4) {
      value = n / 20 % 2 == 0 ? 32767 : -32768;
    }
    samples[static_cast<std::size_t>(n)] = static_cast<std::int16_t>(value);
  }
  return samples;
}

}  // namespace tyto::test
