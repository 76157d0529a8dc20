// SPDX-License-Identifier: Apache-2.0
// Average of each channel over the whole image, float.
#pragma once

#include <concepts>

#include "tyto/arch/xsimd/vector_float.hpp"
#include "tyto/ops/global_average_pool.hpp"

namespace tyto::simd {

template <class Layer>
concept global_average_pool_float =
    ops::global_average_pool_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > &&Layer::spec.input.channels >= 4;

}  // namespace tyto::simd

namespace tyto {

template <simd::global_average_pool_float Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int together = 4;  // sums that keep the adders busy
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
  using vector = simd::vector_for<s.input.channels>;
  static constexpr int lanes = simd::lanes_of<vector>;
  static constexpr int channels = s.input.channels;
  static constexpr int pixels = s.input.height * s.input.width;

  template <int Vectors>
  [[gnu::always_inline]] static inline void run_vectors(const float* input, float* output) {
    simd::array<vector, Vectors> sum;
    simd::unrolled<Vectors>([&](auto v) { sum[v] = vector(0.0F); });
    for (int pixel = 0; pixel < pixels; ++pixel) {
      simd::unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
        sum[v] += vector::load_unaligned(input + v * lanes);
      });
      input += channels;
    }
    simd::unrolled<Vectors>([&](auto v) {
      simd::clamped<Layer>(sum[v] * vector(1.0F / pixels)).store_unaligned(output + v * lanes);
    });
  }
};

}  // namespace tyto
