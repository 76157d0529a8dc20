// SPDX-License-Identifier: Apache-2.0
// Sum of two int8 tensors of different scales, eight elements at a time.
#pragma once

#include <arm_neon.h>

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/requantize.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::neon {

// (The other rounding has products of 64 bits; the definition does as well.)
template <class Layer>
concept add_int8 = ops::add_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
                   Layer::spec.rounding == rounding::two_step;

}  // namespace tyto::neon

namespace tyto {

template <neon::add_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* a, const std::int8_t* b, std::int8_t* output) {
    constexpr int elements = s.output.elements();
    int i = 0;
    for (; i + 8 <= elements; i += 8)
      vst1_s8(output + i, sum(vld1_s8(a + i), vld1_s8(b + i)));
    if constexpr (elements % 8 != 0) {
      constexpr int rest = elements % 8;
      neon::store_first<rest>(output + i,
                              sum(neon::load_first<rest>(a + i), neon::load_first<rest>(b + i)));
    }
  }

 private:
  [[gnu::always_inline]] static inline int8x8_t sum(int8x8_t a, int8x8_t b) {
    const int16x8_t x = above_zero_point<0>(a);
    const int16x8_t y = above_zero_point<1>(b);
    const int16x4_t low = half(vget_low_s16(x), vget_low_s16(y));
    const int16x4_t high = half(vget_high_s16(x), vget_high_s16(y));
    const auto zero_point = static_cast<std::int16_t>(s.output_zero_point);
    int8x8_t stored = vqmovn_s16(vqaddq_s16(vcombine_s16(low, high), vdupq_n_s16(zero_point)));
    if constexpr (s.output_min > -128) stored = vmax_s8(stored, vdup_n_s8(s.output_min));
    if constexpr (s.output_max < 127) stored = vmin_s8(stored, vdup_n_s8(s.output_max));
    return stored;
  }

  template <int Input>
  [[gnu::always_inline]] static inline int16x8_t above_zero_point(int8x8_t q) {
    return vsubq_s16(vmovl_s8(q),
                     vdupq_n_s16(static_cast<std::int16_t>(s.input_zero_point[Input])));
  }

  // Four sums, but for the zero point.
  [[gnu::always_inline]] static inline int16x4_t half(int16x4_t a, int16x4_t b) {
    return vqmovn_s32(scaled<s.output_multiplier>(
        vaddq_s32(scaled<s.input_multiplier[0]>(vshlq_n_s32(vmovl_s16(a), s.input_shift)),
                  scaled<s.input_multiplier[1]>(vshlq_n_s32(vmovl_s16(b), s.input_shift)))));
  }

  template <multiplier M>
  [[gnu::always_inline]] static inline int32x4_t scaled(int32x4_t x) {
    constexpr neon::scale_traits traits{.shifts_left = M.exponent > 0,
                                        .shifts_right = M.exponent < 0,
                                        .ties_matter = M.exponent < 0};
    return neon::scale<traits>(x, vdupq_n_s32(M.mantissa), vdupq_n_s32(M.exponent),
                               vdupq_n_s32(M.exponent));
  }
};

}  // namespace tyto
