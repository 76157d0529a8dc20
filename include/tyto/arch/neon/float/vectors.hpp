// SPDX-License-Identifier: Apache-2.0
// NEON's vectors of floats, for the kernels of arch/vector whose count NEON code of their own does
// not lower: sums and pools.
#pragma once

#include <arm_neon.h>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/arch/vector/add.hpp"
#include "tyto/arch/vector/average_pool.hpp"
#include "tyto/arch/vector/floats.hpp"
#include "tyto/arch/vector/global_average_pool.hpp"
#include "tyto/arch/vector/max_pool.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::neon::f32 {

struct four_floats {
  static constexpr int lanes = 4;

  float32x4_t v;

  [[gnu::always_inline]] static four_floats splat(float x) { return {vdupq_n_f32(x)}; }
  [[gnu::always_inline]] static four_floats load(const float* from) { return {vld1q_f32(from)}; }
  [[gnu::always_inline]] void store(float* to) const { vst1q_f32(to, v); }

  [[gnu::always_inline]] friend four_floats operator+(four_floats a, four_floats b) {
    return {vaddq_f32(a.v, b.v)};
  }
  [[gnu::always_inline]] friend four_floats operator*(four_floats a, four_floats b) {
    return {vmulq_f32(a.v, b.v)};
  }
  [[gnu::always_inline]] friend four_floats multiply_add(four_floats sum, four_floats a,
                                                         four_floats b) {
    return {vmlaq_f32(sum.v, a.v, b.v)};
  }
  [[gnu::always_inline]] friend four_floats larger(four_floats a, four_floats b) {
    return {vmaxq_f32(a.v, b.v)};
  }
  [[gnu::always_inline]] friend four_floats smaller(four_floats a, four_floats b) {
    return {vminq_f32(a.v, b.v)};
  }
};

struct unit {
  static constexpr int widest = 4;
  static constexpr int registers = is_64_bit ? 32 : 16;
  template <int>
  using floats = four_floats;
};
static_assert(tyto::vectors::unit<unit>);

template <class Layer>
concept sum_or_pool = tyto::vectors::add_float<Layer> || tyto::vectors::average_pool_float<Layer> ||
    tyto::vectors::global_average_pool_float<Layer> || tyto::vectors::max_pool_float<Layer>;

}  // namespace tyto::neon::f32

namespace tyto {

template <neon::f32::sum_or_pool Layer>
struct kernel<Layer, arch::neon> : vectors::kernel_on<Layer, neon::f32::unit> {};

}  // namespace tyto
