// SPDX-License-Identifier: Apache-2.0
// One output pixel of a depthwise convolution, eight channels: any window.
//
// Products are summed in 16 bits (vmull.s8, vmlal.s8) as long as tap_chains allows; each such chain
// is then added to 32-bit sums, times a power of two (vmlal.s16), which makes them as large as the
// requantising line wants them.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon {

// Sums of eight channels.
struct wide_sums {
  int32x4_t low;
  int32x4_t high;
};

// load(tap) is the input under a tap, w[tap] its weight; taps come in the order of `Chains`. `sums`
// is what is there already.
template <class Chains, class Load, class Weights>
[[gnu::always_inline]] inline wide_sums add_chains(wide_sums sums, Load load, Weights& w,
                                                   int16x4_t power) {
  constexpr auto& chains = Chains::value;
  int16x8_t chain;
  const auto add_chain = [&]() __attribute__((always_inline)) {
    sums.low = vmlal_s16(sums.low, vget_low_s16(chain), power);
    sums.high = vmlal_s16(sums.high, vget_high_s16(chain), power);
  };
  unrolled<chains.count>([&](auto i) __attribute__((always_inline)) {
    constexpr int tap = chains.tap[i];
    const int8x8_t x = load(std::integral_constant<int, tap>{});
    if constexpr (chains.starts[i]) {
      if constexpr (i > 0) add_chain();
      chain = vmull_s8(x, w[tap]);
    } else {
      chain = vmlal_s8(chain, x, w[tap]);
    }
  });
  if constexpr (chains.count > 0) add_chain();
  return sums;
}

// Eight sums to bytes by their lines (requantize_line.hpp).
template <int FractionShift, int Low, int High>
[[gnu::always_inline]] inline int8x8_t stored_by_line(wide_sums sums,
                                                      const std::int32_t* multipliers,
                                                      const std::int32_t* offsets) {
  const int16x4_t low =
      vaddhn_s32(vqrdmulhq_s32(sums.low, vld1q_s32(multipliers)), vld1q_s32(offsets));
  const int16x4_t high =
      vaddhn_s32(vqrdmulhq_s32(sums.high, vld1q_s32(multipliers + 4)), vld1q_s32(offsets + 4));
  return narrow_by_line<FractionShift, Low, High>(low, high);
}

}  // namespace tyto::neon
