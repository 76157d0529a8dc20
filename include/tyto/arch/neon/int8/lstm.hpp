// SPDX-License-Identifier: Apache-2.0
// int8 LSTM: the definition, its gates' sums in vectors.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/ops/lstm.hpp"

namespace tyto::neon {

struct gate_sum {
  std::int32_t operator()(const std::int8_t* x, int zero, const std::int8_t* w, int count) const {
    const int16x8_t zeros = vdupq_n_s16(static_cast<std::int16_t>(zero));
    int32x4_t sums = vdupq_n_s32(0);
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      const int16x8_t a = vsubq_s16(vmovl_s8(vld1_s8(x + i)), zeros);
      const int16x8_t b = vmovl_s8(vld1_s8(w + i));
      sums = vmlal_s16(sums, vget_low_s16(a), vget_low_s16(b));
      sums = vmlal_s16(sums, vget_high_s16(a), vget_high_s16(b));
    }
    if (i + 4 <= count) {
      const int16x8_t a = vsubq_s16(vmovl_s8(load_first<4>(x + i)), zeros);
      const int16x8_t b = vmovl_s8(load_first<4>(w + i));
      sums = vmlal_s16(sums, vget_low_s16(a), vget_low_s16(b));
      i += 4;
    }
    const int32x2_t pairs = vadd_s32(vget_low_s32(sums), vget_high_s32(sums));
    const std::int32_t sum = vget_lane_s32(vpadd_s32(pairs, pairs), 0);
    return sum + ops::plain_gate_sum{}(x + i, zero, w + i, count - i);
  }
};

}  // namespace tyto::neon

namespace tyto {

template <ops::int8_lstm_layer Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    run(input, nullptr, output);
  }
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, const std::int8_t* state, std::int8_t* output) {
    ops::apply(
        Layer::spec, Layer::weights, Layer::bias,
        [](int i) { return ops::multiplier_of<Layer>(i); }, input, state, output, neon::gate_sum{});
  }
};

}  // namespace tyto
