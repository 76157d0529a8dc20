// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/audio/extents.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio::micro {

// Hann window in 1 / 4096: w[i] = round(4096 (0.5 - 0.5 cos(2 pi (i + 0.5) / Window))).
template <int Window>
class hann_window {
 public:
  static constexpr int fraction_bits = 12;

  // w[i] = w[Window - 1 - i]: one half is enough.
  static constexpr int half = (Window + 1) / 2;
  static constexpr array_of<std::int16_t, half> table = [] {
    array_of<std::int16_t, half> made{};
    for (int i = 0; i < half; ++i) {
      const double w = 0.5 - 0.5 * math::cos(2 * math::pi * (i + 0.5) / Window);
      made[static_cast<std::size_t>(i)] =
          static_cast<std::int16_t>(math::nearest(w * (1 << fraction_bits)));
    }
    return made;
  }();

  static constexpr std::int16_t weight(int i) {
    return table[static_cast<std::size_t>(i < half ? i : Window - 1 - i)];
  }

  // out[i] = (w[i] * samples[i]) >> 12, rounded down. w <= 1: it always fits.
  static constexpr void apply(span_of<const std::int16_t, Window> samples,
                              span_of<std::int16_t, Window> out) {
    for (int i = 0; i < Window; ++i) {
      const auto at = static_cast<std::size_t>(i);
      out[at] = static_cast<std::int16_t>((samples[at] * weight(i)) >> fraction_bits);
    }
  }
};

}  // namespace tyto::audio::micro
