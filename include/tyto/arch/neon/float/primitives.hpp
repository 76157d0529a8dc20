// SPDX-License-Identifier: Apache-2.0
// NEON as the float kernels see it: what <arm_neon.h> does not say in one word.
#pragma once

#include <arm_neon.h>

#include <cstddef>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon::f32 {

inline constexpr int lanes = 4;

template <class T, int Count>
using array = T[static_cast<std::size_t>(Count)];
template <int Count>
using vectors = array<float32x4_t, Count>;

// The vector at `from`, or to `to`, which moves on by `bytes`.
#if TYTO_A32_ASSEMBLY
// (GCC 12 moves the pointer in an instruction of its own, where the load or store can do it.)
[[gnu::always_inline]] inline float32x4_t load_and_step(const float*& from, std::ptrdiff_t bytes) {
  float32x4_t x;
  asm("vld1.32 {%e0-%f0}, [%1], %3"
      : "=w"(x), "+r"(from)
      : "m"(*reinterpret_cast<const float(*)[lanes]>(from)), "r"(bytes));
  return x;
}

[[gnu::always_inline]] inline void store_and_step(float*& to, float32x4_t x, std::ptrdiff_t bytes) {
  asm volatile("vst1.32 {%e1-%f1}, [%0], %2" : "+r"(to) : "w"(x), "r"(bytes) : "memory");
}
#else
[[gnu::always_inline]] inline float32x4_t load_and_step(const float*& from, std::ptrdiff_t bytes) {
  const float32x4_t x = vld1q_f32(from);
  from += bytes / static_cast<std::ptrdiff_t>(sizeof(float));
  return x;
}

[[gnu::always_inline]] inline void store_and_step(float*& to, float32x4_t x, std::ptrdiff_t bytes) {
  vst1q_f32(to, x);
  to += bytes / static_cast<std::ptrdiff_t>(sizeof(float));
}
#endif

// sum + w * x[Lane]; on 64 bits rounded once. (A template, because each half has a name that the
// other machine's header has not.)
template <int Lane, class Vector>
[[gnu::always_inline]] inline Vector add_product(Vector sum, Vector w, Vector x) {
  if constexpr (is_64_bit) {
    return vfmaq_laneq_f32(sum, w, x, Lane);
  } else {
    return vmlaq_lane_f32(sum, w, Lane < 2 ? vget_low_f32(x) : vget_high_f32(x), Lane % 2);
  }
}

// `Count` floats from one place to another, which do not overlap.
template <int Count>
[[gnu::always_inline]] inline void copy(float* to, const float* from) {
  if constexpr (Count < lanes) {
    for (int i = 0; i < Count; ++i)
      to[i] = from[i];
  } else {
    for (int i = 0; i + lanes <= Count; i += lanes)
      vst1q_f32(to + i, vld1q_f32(from + i));
    // The last vector may repeat a part of the one before.
    if constexpr (Count % lanes != 0) {
      vst1q_f32(to + Count - lanes, vld1q_f32(from + Count - lanes));
    }
  }
}

// Clamps a vector to a layer's activation range, the bounds of which stay in registers.
template <class Layer>
struct clamp_vectors {
  using range = ops::float_range<Layer>;

  float32x4_t min = vdupq_n_f32(range::min);
  float32x4_t max = vdupq_n_f32(range::max);

  [[gnu::always_inline]] float32x4_t operator()(float32x4_t x) const {
    if constexpr (range::has_min) x = vmaxq_f32(x, min);
    if constexpr (range::has_max) x = vminq_f32(x, max);
    return x;
  }
};

}  // namespace tyto::neon::f32
