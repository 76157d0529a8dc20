// SPDX-License-Identifier: Apache-2.0
// The products of a tile by intrinsics: up to 5 pixels by 8 output channels. See tile/int8.hpp.
// With the 32 registers of a 64-bit Arm the compiler needs no help; on 32 bits this answers where
// int8_a32.hpp cannot be had (TYTO_ASSEMBLY), and costs more.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon {

template <int Pixels, int Quads, class Weight, int WeightShift>
struct matrix_tile_intrinsics {
  static_assert(1 <= Pixels && Pixels <= 5);

  // Sums of 8 channels for every pixel, to `sums` [Pixels][8]. `weights` moves on to the next
  // block.
  static void sum(const std::int16_t* inputs, const Weight*& weights, std::int32_t* sums) {
    const accumulators a = products(inputs, weights);
    unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
      vst1q_s32(sums + 8 * p, a.low[p]);
      vst1q_s32(sums + 8 * p + 4, a.high[p]);
    });
  }

  // The same, stored by `lines` (8 multipliers, 8 offsets; moves on to the next block) as 8 bytes
  // for each pixel, `step` bytes apart.
  template <int FractionShift, int Low, int High>
  static void store(const std::int16_t* inputs, const Weight*& weights, const std::int32_t*& lines,
                    std::int8_t* out, std::ptrdiff_t step) {
    const accumulators a = products(inputs, weights);
    const int32x4_t scale_low = vld1q_s32(lines);
    const int32x4_t scale_high = vld1q_s32(lines + 4);
    const int32x4_t offset_low = vld1q_s32(lines + 8);
    const int32x4_t offset_high = vld1q_s32(lines + 12);
    lines += 16;
    unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
      const int16x4_t low = vaddhn_s32(vqrdmulhq_s32(a.low[p], scale_low), offset_low);
      const int16x4_t high = vaddhn_s32(vqrdmulhq_s32(a.high[p], scale_high), offset_high);
      const int8x8_t stored = narrow_by_line<FractionShift, Low, High>(low, high);
      vst1_s8(out + p * step, stored);
    });
  }

 private:
  // A pixel's channels 0 to 3 and 4 to 7.
  struct accumulators {
    int32x4_t low[std::size_t(Pixels)];
    int32x4_t high[std::size_t(Pixels)];
  };

  static accumulators products(const std::int16_t* inputs, const Weight*& weights) {
    accumulators a;
    unrolled<Pixels>([&](auto p)
                         __attribute__((always_inline)) { a.low[p] = a.high[p] = vdupq_n_s32(0); });
    for (int quad = 0; quad < Quads; ++quad) {
      add_taps(a, inputs, weights);
      inputs += 4 * Pixels;
      weights += 32;
    }
    return a;
  }

  static int16x8_t widened(const std::int16_t* weights) { return vld1q_s16(weights); }
  static int16x8_t widened(const std::int8_t* weights) {
    return widen<WeightShift>(vld1_s8(weights));
  }

  [[gnu::always_inline]] static inline void add_taps(accumulators& a, const std::int16_t* inputs,
                                                     const Weight* weights) {
    int16x4_t x[std::size_t(Pixels)];
    unrolled<Pixels>([&](auto p)
                         __attribute__((always_inline)) { x[p] = vld1_s16(inputs + 4 * p); });
    unrolled<4>([&](auto tap) __attribute__((always_inline)) {
      const int16x8_t w = widened(weights + 8 * tap);
      const int16x4_t w_low = vget_low_s16(w);
      const int16x4_t w_high = vget_high_s16(w);
      unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
        a.low[p] = vmlal_lane_s16(a.low[p], w_low, x[p], decltype(tap)::value);
        a.high[p] = vmlal_lane_s16(a.high[p], w_high, x[p], decltype(tap)::value);
      });
    });
  }
};

}  // namespace tyto::neon
