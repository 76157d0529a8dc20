// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arm_neon.h>

#include <cstdint>

namespace tyto::neon::audio {

// micro::square_root of four numbers below 2^51, low and high words apart.
//
// A root r0 by float arithmetic is within 2^-22 of the true one, so x - r0^2 is less than 2^31 and
// its low word says it all. One step of Newton's brings r within one; then r is right exactly if
// -r < x - r^2 <= r.
[[gnu::always_inline]] inline uint32x4_t square_roots(uint32x4_t low, uint32x4_t high) {
  const float32x4_t x = vmaxq_f32(
      vfmaq_f32(vcvtq_f32_u32(low), vcvtq_f32_u32(high), vdupq_n_f32(0x1p32F)), vdupq_n_f32(1.0F));
  float32x4_t inverse = vrsqrteq_f32(x);
  for (int i = 0; i < 2; ++i)
    inverse = vmulq_f32(inverse, vrsqrtsq_f32(vmulq_f32(x, inverse), inverse));
  const uint32x4_t estimate = vcvtq_u32_f32(vmulq_f32(x, inverse));
  const auto rest = [&](uint32x4_t root) {
    return vreinterpretq_s32_u32(vmlsq_u32(low, root, root));
  };
  const float32x4_t step = vmulq_f32(vmulq_n_f32(inverse, 0.5F), vcvtq_f32_s32(rest(estimate)));
  int32x4_t root = vaddq_s32(vreinterpretq_s32_u32(estimate), vcvtq_s32_f32(step));
  // A comparison that holds is -1.
  const int32x4_t over = rest(vreinterpretq_u32_s32(root));
  const uint32x4_t above = vcgtq_s32(over, root);
  const uint32x4_t below = vcleq_s32(over, vnegq_s32(root));
  root = vsubq_s32(root, vreinterpretq_s32_u32(above));
  root = vaddq_s32(root, vreinterpretq_s32_u32(below));
  // Numbers of 32 bits have roots of 16.
  const uint32x4_t is_short = vceqq_u32(high, vdupq_n_u32(0));
  const uint32x4_t limit = vorrq_u32(vmvnq_u32(is_short), vdupq_n_u32(0xFFFF));
  return vminq_u32(vreinterpretq_u32_s32(root), limit);
}

}  // namespace tyto::neon::audio
