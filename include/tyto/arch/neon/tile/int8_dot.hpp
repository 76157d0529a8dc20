// SPDX-License-Identifier: Apache-2.0
// The products of a tile where there are dot products of four int8 (64-bit Arm, ARMv8.2-A): up to 5
// pixels by 8 output channels. See tile/int8.hpp.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon {

template <int Pixels, int Quads>
struct matrix_tile_dot {
  static_assert(1 <= Pixels && Pixels <= 5);

  // Sums of 8 channels for every pixel, to `sums` [Pixels][8]. `weights` moves on to the next
  // block.
  static void sum(const std::int8_t* inputs, const std::int8_t*& weights, std::int32_t* sums) {
    const accumulators a = products(inputs, weights);
    unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
      vst1q_s32(sums + 8 * p, a.low[p]);
      vst1q_s32(sums + 8 * p + 4, a.high[p]);
    });
  }

  // The same, stored by `lines` (8 multipliers, 8 offsets, 8 left shifts; moves on to the next
  // block) as 8 bytes for each pixel, `step` bytes apart.
  template <int FractionShift, int Low, int High>
  static void store(const std::int8_t* inputs, const std::int8_t*& weights,
                    const std::int32_t*& lines, std::int8_t* out, std::ptrdiff_t step) {
    const accumulators a = products(inputs, weights);
    const std::int32_t* const l = lines;
    lines += 24;
    unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
      const int32x4_t low = vshlq_s32(a.low[p], vld1q_s32(l + 16));
      const int32x4_t high = vshlq_s32(a.high[p], vld1q_s32(l + 20));
      const int8x8_t stored = narrow_by_line<FractionShift, Low, High>(
          vaddhn_s32(vqrdmulhq_s32(low, vld1q_s32(l)), vld1q_s32(l + 8)),
          vaddhn_s32(vqrdmulhq_s32(high, vld1q_s32(l + 4)), vld1q_s32(l + 12)));
      vst1_s8(out + p * step, stored);
    });
  }

 private:
  // A pixel's channels 0 to 3 and 4 to 7.
  struct accumulators {
    int32x4_t low[std::size_t(Pixels)];
    int32x4_t high[std::size_t(Pixels)];
  };

  static accumulators products(const std::int8_t* inputs, const std::int8_t*& weights) {
    accumulators a;
    unrolled<Pixels>([&](auto p)
                         __attribute__((always_inline)) { a.low[p] = a.high[p] = vdupq_n_s32(0); });
    for (int quad = 0; quad < Quads; ++quad) {
      const int8x16_t w_low = vld1q_s8(weights);
      const int8x16_t w_high = vld1q_s8(weights + 16);
      weights += 32;
      unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
        const int8x8_t x = vreinterpret_s8_s32(
            vld1_dup_s32(reinterpret_cast<const int32_in_memory*>(inputs + 4 * p)));
        a.low[p] = vdotq_lane_s32(a.low[p], w_low, x, 0);
        a.high[p] = vdotq_lane_s32(a.high[p], w_high, x, 0);
      });
      inputs += 4 * Pixels;
    }
    return a;
  }
};

}  // namespace tyto::neon
