// SPDX-License-Identifier: Apache-2.0
// Sums of pixels, four channels at a time.
#pragma once

#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"

namespace tyto::cortex_m {

// Pixels whose sum fits int16: 255 * 128 = 32640.
inline constexpr int most_summed_pixels = 255;

// Four neighbouring channels, summed over pixels in 16 bits.
struct channel_sums {
  word even = 0;  // of channels 0 and 2
  word odd = 0;   // of channels 1 and 3

  void add(word bytes) {
    even = sxtab16(even, bytes);
    odd = sxtab16_ror8(odd, bytes);
  }

  [[nodiscard]] std::int32_t operator[](int channel) const {
    const word both = channel % 2 == 0 ? even : odd;
    return static_cast<std::int16_t>(channel < 2 ? both : both >> 16);
  }
};

}  // namespace tyto::cortex_m
