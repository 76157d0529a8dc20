// SPDX-License-Identifier: Apache-2.0
// Eight accumulators to eight stored values, step by step as core/rounding.hpp defines it: for the
// layers that requantize_line.hpp has no line for.
#pragma once

#include <arm_neon.h>

#include <array>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon {

// What two_step rounding needs to know of the multipliers.
struct scale_traits {
  bool shifts_left = false;   // some exponent is over 0
  bool shifts_right = false;  // some is under 0
  bool ties_matter = false;   // and values under the zero point are stored as they are
};

// round(high_product(x 2^left, mantissa) / 2^right), ties away from zero.
template <scale_traits Traits>
[[gnu::always_inline]] inline int32x4_t scale(int32x4_t x, int32x4_t mantissa, int32x4_t left,
                                              int32x4_t minus_right) {
  if constexpr (Traits.shifts_left) x = vshlq_s32(x, left);
  x = vqrdmulhq_s32(x, mantissa);
  // vrshl takes ties up; one less makes those of negative numbers go down. Lanes that are not
  // shifted (the sign of minus_right tells) stay.
  if constexpr (Traits.ties_matter) {
    x = vaddq_s32(x, vshrq_n_s32(vandq_s32(x, minus_right), 31));
  }
  if constexpr (Traits.shifts_right) x = vrshlq_s32(x, minus_right);
  return x;
}

template <class Layer>
struct requantizer {
  static constexpr auto& n = Layer::spec.numerics;
  static constexpr int channels = Layer::spec.output.channels;
  static constexpr int blocks = (channels + 7) / 8;

  static constexpr scale_traits traits = [] {
    scale_traits t;
    for (int c = 0; c < channels; ++c) {
      const int e = ops::multiplier_of<Layer>(c).exponent;
      t.shifts_left |= e > 0;
      t.shifts_right |= e < 0;
    }
    // With a ReLU at the zero point whatever is negative before the zero point is added is clamped.
    t.ties_matter = t.shifts_right && n.output_min < n.output_zero_point;
    return t;
  }();

  struct packed_scales {
    std::int32_t mantissa[std::size_t(8 * blocks)];
    std::int32_t left[std::size_t(8 * blocks)];
    std::int32_t minus_right[std::size_t(8 * blocks)];
  };
  static constexpr packed_scales scales = [] {
    packed_scales p{};
    for (int c = 0; c < channels; ++c) {
      const multiplier m = ops::multiplier_of<Layer>(c);
      p.mantissa[c] = m.mantissa;
      p.left[c] = m.exponent > 0 ? m.exponent : 0;
      p.minus_right[c] = m.exponent < 0 ? m.exponent : 0;
    }
    return p;
  }();

  // What the channels from `first` on store for these accumulators (biases added).
  [[gnu::always_inline]] static inline int8x8_t to_output(int32x4_t low, int32x4_t high,
                                                          int first) {
    if constexpr (n.rounding == rounding::two_step) {
      return narrow(scaled(low, first), scaled(high, first + 4));
    } else {
      return to_output_one_by_one(low, high, first);
    }
  }

 private:
  [[gnu::always_inline]] static inline int32x4_t scaled(int32x4_t x, int first) {
    return scale<traits>(x, vld1q_s32(scales.mantissa + first), vld1q_s32(scales.left + first),
                         vld1q_s32(scales.minus_right + first));
  }

  [[gnu::always_inline]] static inline int8x8_t narrow(int32x4_t low, int32x4_t high) {
    const int16x8_t scaled = vcombine_s16(vqmovn_s32(low), vqmovn_s32(high));
    const int16x8_t zero_point = vdupq_n_s16(static_cast<std::int16_t>(n.output_zero_point));
    return clamped<n.output_min, n.output_max>(vqmovn_s16(vqaddq_s16(scaled, zero_point)));
  }

  // Products of 64 bits: there is no vector instruction for them that would be worth its while.
  static int8x8_t to_output_one_by_one(int32x4_t low, int32x4_t high, int first) {
    std::int32_t sums[8];
    std::int8_t bytes[8];
    vst1q_s32(sums, low);
    vst1q_s32(sums + 4, high);
    for (int i = 0; i < 8; ++i) {
      const int c = first + i;
      bytes[i] = c < channels ? ops::to_output<Layer>(sums[i], c) : std::int8_t{0};
    }
    return vld1_s8(bytes);
  }
};

}  // namespace tyto::neon
