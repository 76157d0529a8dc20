// SPDX-License-Identifier: Apache-2.0
// The products of a tile by intrinsics: up to 4 pixels by 8 output channels. See
// float.hpp. With the 32 registers of a 64-bit Arm the compiler needs no help; on 32
// bits this answers where float_a32.hpp cannot be had (TYTO_ASSEMBLY).
#pragma once

#include <arm_neon.h>

#include <cstddef>

#include "tyto/arch/neon/float/primitives.hpp"

namespace tyto::neon::f32 {

template <int Pixels, int Quads>
struct matrix_tile_intrinsics {
  static_assert(1 <= Pixels && Pixels <= 4 && Quads > 0);

  // One block: 8 outputs for each pixel, `step` bytes apart. `weights` moves on to the next block.
  template <bool HasMin, bool HasMax>
  static void store(const float* inputs, const float*& weights, float min, float max, float* out,
                    std::ptrdiff_t step) {
    vectors<Pixels> low;
    vectors<Pixels> high;
    const auto each_pixel = [](auto f) { unrolled<Pixels>(f); };
    each_pixel([&](auto p) {
      low[p] = vld1q_f32(weights);
      high[p] = vld1q_f32(weights + 4);
    });
    weights += 8;
    for (int quad = 0; quad < Quads; ++quad) {
      vectors<Pixels> x;
      each_pixel([&](auto p) { x[p] = vld1q_f32(inputs + 4 * p); });
      inputs += 4 * Pixels;
      unrolled<4>([&](auto tap) {
        const float32x4_t w_low = vld1q_f32(weights + 8 * tap);
        const float32x4_t w_high = vld1q_f32(weights + 8 * tap + 4);
        each_pixel([&](auto p) {
          low[p] = add_product<tap>(low[p], w_low, x[p]);
          high[p] = add_product<tap>(high[p], w_high, x[p]);
        });
      });
      weights += 32;
    }
    each_pixel([&](auto p) {
      if constexpr (HasMin) {
        low[p] = vmaxq_f32(low[p], vdupq_n_f32(min));
        high[p] = vmaxq_f32(high[p], vdupq_n_f32(min));
      }
      if constexpr (HasMax) {
        low[p] = vminq_f32(low[p], vdupq_n_f32(max));
        high[p] = vminq_f32(high[p], vdupq_n_f32(max));
      }
      vst1q_f32(out, low[p]);
      vst1q_f32(out + 4, high[p]);
      out += step / static_cast<std::ptrdiff_t>(sizeof(float));
    });
  }
};

}  // namespace tyto::neon::f32
