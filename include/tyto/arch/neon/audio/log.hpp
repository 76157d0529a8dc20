// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/core/bit_cast.hpp"
#include "tyto/core/math.hpp"

namespace tyto::neon::audio {

// Natural logarithm of positive normal floats, by the formula of math::log.
[[gnu::always_inline]] inline float32x4_t log(float32x4_t x) {
  constexpr auto& p = math::detail::log_coefficients;
  constexpr float ln2_high = 0x1.62e4p-1F;  // 15 bits: times an exponent it is exact
  constexpr auto ln2_low = static_cast<float>(math::ln2 - static_cast<double>(ln2_high));
  constexpr std::int32_t sqrt_half = 0x3f3504f3;
  static_assert(bit_cast<float>(sqrt_half) > 0.7071067F && bit_cast<float>(sqrt_half) < 0.7071069F);
  // x = mantissa * 2^exponent with the mantissa from sqrt(1/2) to sqrt(2).
  const int32x4_t bits = vreinterpretq_s32_f32(x);
  const int32x4_t exponent = vshrq_n_s32(vsubq_s32(bits, vdupq_n_s32(sqrt_half)), 23);
  const float32x4_t mantissa = vreinterpretq_f32_s32(vsubq_s32(bits, vshlq_n_s32(exponent, 23)));
  const float32x4_t f = vsubq_f32(mantissa, vdupq_n_f32(1.0F));
  const float32x4_t scale = vcvtq_f32_s32(exponent);

  float32x4_t series = vdupq_n_f32(p[math::detail::log_terms - 1]);
  for (std::size_t i = math::detail::log_terms - 1; i-- > 0;)
    series = vfmaq_f32(vdupq_n_f32(p[i]), series, f);
  const float32x4_t tail = vfmaq_f32(vdupq_n_f32(-0.5F), f, series);
  const float32x4_t low = vfmaq_f32(vmulq_n_f32(scale, ln2_low), vmulq_f32(f, f), tail);
  const float32x4_t high = vmulq_n_f32(scale, ln2_high);
  const float32x4_t sum = vaddq_f32(high, f);
  const float32x4_t rest = vsubq_f32(f, vsubq_f32(sum, high));
  return vaddq_f32(sum, vaddq_f32(rest, low));
}

}  // namespace tyto::neon::audio
