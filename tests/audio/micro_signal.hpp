// SPDX-License-Identifier: Apache-2.0
// A made-up recording that visits every branch of the micro front end: silence, noise from one step
// to full scale, tones, clipping, an impulse.
#pragma once

#include <cstddef>
#include <cstdint>

#include "support/random.hpp"

namespace tyto::test {

// Sample n of it, n from 0 upwards in turn.
class micro_signal {
 public:
  static constexpr int frames = 30;
  static constexpr int samples = 480 + (frames - 1) * 160;

  constexpr std::int16_t next() {
    const int n = n_++;
    const int noise = random_.between(-32768, 32767);
    const int section = n / 640;
    if (section == 0) return 0;
    if (section == 1) return static_cast<std::int16_t>(noise >> 14);
    if (section == 2) return static_cast<std::int16_t>(noise);
    if (section == 3) return static_cast<std::int16_t>(n / 8 % 2 == 0 ? 32767 : -32768);
    if (section == 4) return static_cast<std::int16_t>(n == 2900 ? -32768 : noise >> 12);
    if (section == 5) return static_cast<std::int16_t>(n % 5 * 500 - 1000 + (noise >> 8));
    if (section == 6) return -32768;
    return static_cast<std::int16_t>(n % 32 < 16 ? noise >> 3 : 0);
  }

 private:
  random random_{20};
  int n_ = 0;
};

}  // namespace tyto::test
