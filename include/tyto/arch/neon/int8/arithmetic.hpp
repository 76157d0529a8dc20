// SPDX-License-Identifier: Apache-2.0
// Sums, differences and products of eight stored values of two scales, rounded in two steps as
// ops/add.hpp and ops/binary.hpp define them; maxima and minima.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "tyto/arch/neon/int8/requantize.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/core/rounding.hpp"

namespace tyto::neon {

// `Count` values from `from` on, up to 8, or one value repeated.
template <bool Moves, int Count>
[[gnu::always_inline]] inline int8x8_t load_operand(const std::int8_t* from, int i) {
  if constexpr (Moves) {
    return load_first<Count>(from + i);
  } else {
    return vdup_n_s8(*from);
  }
}

// output[i] = value(first[i], second[i]) for i < Count, eight at a time; an operand that does not
// move is one value. `output` may be one that moves.
template <int Count, bool FirstMoves, bool SecondMoves, class Value>
[[gnu::always_inline]] inline void combine_line(const std::int8_t* first, const std::int8_t* second,
                                                std::int8_t* output, Value value) {
  int i = 0;
  for (; i + 8 <= Count; i += 8)
    vst1_s8(output + i,
            value(load_operand<FirstMoves, 8>(first, i), load_operand<SecondMoves, 8>(second, i)));
  if constexpr (constexpr int rest = Count % 8; rest > 0)
    store_first<rest>(output + i, value(load_operand<FirstMoves, rest>(first, i),
                                        load_operand<SecondMoves, rest>(second, i)));
}

// Layer: its spec has zero points and multipliers of two inputs and an output.
template <class Layer>
struct arithmetic {
  static constexpr auto& s = Layer::spec;

  [[gnu::always_inline]] static inline int8x8_t sum(int8x8_t a, int8x8_t b) {
    return combine(
        a, b, [](int16x4_t x, int16x4_t y) __attribute__((always_inline)) {
          return vaddq_s32(common<0>(x), common<1>(y));
        });
  }

  // a - b, or b - a.
  template <bool Swapped>
  [[gnu::always_inline]] static inline int8x8_t difference(int8x8_t a, int8x8_t b) {
    return combine(
        a, b, [](int16x4_t x, int16x4_t y) __attribute__((always_inline)) {
          return Swapped ? vsubq_s32(common<1>(y), common<0>(x))
                         : vsubq_s32(common<0>(x), common<1>(y));
        });
  }

  [[gnu::always_inline]] static inline int8x8_t product(int8x8_t a, int8x8_t b) {
    return combine(
        a, b,
        [](int16x4_t x, int16x4_t y) __attribute__((always_inline)) { return vmull_s16(x, y); });
  }

  // Of one quantisation.
  [[gnu::always_inline]] static inline int8x8_t maximum(int8x8_t a, int8x8_t b) {
    return clamped<s.output_min, s.output_max>(vmax_s8(a, b));
  }
  [[gnu::always_inline]] static inline int8x8_t minimum(int8x8_t a, int8x8_t b) {
    return clamped<s.output_min, s.output_max>(vmin_s8(a, b));
  }

 private:
  // What `of` gives for the values above their zero points, four at a time, scaled and stored.
  template <class Of>
  [[gnu::always_inline]] static inline int8x8_t combine(int8x8_t a, int8x8_t b, Of of) {
    const int16x8_t x = above_zero_point<0>(a);
    const int16x8_t y = above_zero_point<1>(b);
    const int16x4_t low =
        vqmovn_s32(scaled<s.output_multiplier>(of(vget_low_s16(x), vget_low_s16(y))));
    const int16x4_t high =
        vqmovn_s32(scaled<s.output_multiplier>(of(vget_high_s16(x), vget_high_s16(y))));
    const auto zero_point = static_cast<std::int16_t>(s.output_zero_point);
    return clamped<s.output_min, s.output_max>(
        vqmovn_s16(vqaddq_s16(vcombine_s16(low, high), vdupq_n_s16(zero_point))));
  }

  template <int Input>
  [[gnu::always_inline]] static inline int16x8_t above_zero_point(int8x8_t q) {
    return vsubq_s16(vmovl_s8(q),
                     vdupq_n_s16(static_cast<std::int16_t>(s.input_zero_point[Input])));
  }

  // Brought to the scale that both inputs of a sum have in common.
  template <int Input>
  [[gnu::always_inline]] static inline int32x4_t common(int16x4_t x) {
    return scaled<s.input_multiplier[Input]>(vshlq_n_s32(vmovl_s16(x), s.input_shift));
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

}  // namespace tyto::neon
