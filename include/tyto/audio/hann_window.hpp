// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/audio/extents.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// Periodic Hann window w[n] = 0.5 - 0.5 cos(2 pi n / Window), n = 0 .. Window - 1, for int16
// samples: the scale to full scale 1.0 is in the table, 1 / 32768 being a power of two and hence
// exact.
template <int Window, int Padded = Window>
class hann_window {
  static_assert(2 <= Window && Window <= Padded,
                "tyto: a Hann window of Window samples is padded to Padded, needed Window >= 2, "
                "Padded >= Window; cure: a longer Padded");

 public:
  static constexpr std::size_t table_bytes = sizeof(float) * (Window / 2 + 1);

  // out[n] = w[n] * samples[n] / 32768 for n < Window, 0 beyond. |out| <= 1.
  static constexpr void apply(span_of<const std::int16_t, Window> samples,
                              span_of<float, Padded> out) {
    const std::int16_t* const in = samples.data();
    float* const x = out.data();
    x[0] = 0.0F;
    for (int n = 1; n <= Window / 2; ++n) {
      const float w = half_table[static_cast<std::size_t>(n)];
      x[n] = w * static_cast<float>(in[n]);
      x[Window - n] = w * static_cast<float>(in[Window - n]);
    }
    for (int n = Window; n < Padded; ++n)
      x[n] = 0.0F;
  }

 private:
  // w[n] = w[Window - n]: one half is enough.
  static constexpr auto make_half_table() {
    array_of<float, Window / 2 + 1> table{};
    for (int n = 0; n <= Window / 2; ++n) {
      const double w = 0.5 - 0.5 * math::cos(2 * math::pi * n / Window);
      table[static_cast<std::size_t>(n)] = static_cast<float>(w / 32768);
    }
    return table;
  }

  static constexpr array_of<float, Window / 2 + 1> half_table = make_half_table();
};

}  // namespace tyto::audio
