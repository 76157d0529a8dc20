// SPDX-License-Identifier: Apache-2.0
// Average of each channel over the whole image, float.
#pragma once

#include <concepts>

#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/ops/global_average_pool.hpp"

namespace tyto::neon {

template <class Layer>
concept global_average_pool_float =
    ops::global_average_pool_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > &&Layer::spec.input.channels >= f32::lanes;

}  // namespace tyto::neon

namespace tyto {

template <neon::global_average_pool_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int together = 8;  // sums that fit the registers
    int c = 0;
    for (; c + together * lanes <= channels; c += together * lanes)
      run_vectors<together>(input + c, output + c);
    for (; c + lanes <= channels; c += lanes)
      run_vectors<1>(input + c, output + c);
    // The last vector may repeat channels of the one before.
    if constexpr (channels % lanes != 0) {
      run_vectors<1>(input + channels - lanes, output + channels - lanes);
    }
  }

 private:
  static constexpr int lanes = neon::f32::lanes;
  static constexpr int channels = s.input.channels;
  static constexpr int pixels = s.input.height * s.input.width;

  template <int Vectors>
  [[gnu::always_inline]] static inline void run_vectors(const float* input, float* output) {
    neon::f32::vectors<Vectors> sum;
    neon::unrolled<Vectors>([&](auto v) { sum[v] = vdupq_n_f32(0.0F); });
    for (int pixel = 0; pixel < pixels; ++pixel) {
      const float* vector = input;
      neon::unrolled<Vectors>([&](auto v) {
        sum[v] = vaddq_f32(sum[v], vld1q_f32(vector));
        neon::step(vector, lanes);
      });
      input += channels;
    }
    const neon::f32::clamp_vectors<Layer> clamp;
    neon::unrolled<Vectors>(
        [&](auto v) { vst1q_f32(output + v * lanes, clamp(vmulq_n_f32(sum[v], 1.0F / pixels))); });
  }
};

}  // namespace tyto
