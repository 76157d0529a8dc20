// SPDX-License-Identifier: Apache-2.0
// Mean of each channel over the whole image, with a scale of its own, int8: the sums are the work.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "tyto/arch/neon/int8/average.hpp"
#include "tyto/ops/mean.hpp"

namespace tyto {

template <ops::mean_layer Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    constexpr int pixels = s.input.height * s.input.width;
    constexpr int channels = s.input.channels;
    constexpr int lanes = neon::lanes_of(channels);
    for (int v = 0; v < neon::vectors_of(channels); ++v) {
      const int c = neon::first_of_vector(v, channels);
      neon::pixel_sums<1, lanes> sums;
      sums.add(input + c, pixels, channels);
      std::int32_t sum[8];
      vst1q_s32(sum, sums.low[0]);
      vst1q_s32(sum + 4, sums.high[0]);
      for (int i = 0; i < lanes; ++i)
        output[c + i] = ops::to_output<Layer>(sum[i] - s.numerics.input_zero_point * pixels, 0);
    }
  }
};

}  // namespace tyto
