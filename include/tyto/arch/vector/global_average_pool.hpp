// SPDX-License-Identifier: Apache-2.0
// Average of each channel over the whole image, float.
#pragma once

#include "tyto/arch/vector/floats.hpp"
#include "tyto/ops/global_average_pool.hpp"

namespace tyto::vectors {

template <class Layer>
concept global_average_pool_float = ops::global_average_pool_layer<Layer> && writes_floats<Layer> &&
                                    Layer::spec.input.channels >= 4;

template <global_average_pool_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int together = Unit::registers / 2;  // sums that keep the adders busy
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
  using vector = vector_for<Unit, s.input.channels>;
  static constexpr int lanes = vector::lanes;
  static constexpr int channels = s.input.channels;
  static constexpr int pixels = s.input.height * s.input.width;

  template <int Vectors>
  [[gnu::always_inline]] static inline void run_vectors(const float* input, float* output) {
    array<vector, Vectors> sum;
    unrolled<Vectors>([&](auto v) { sum[v] = vector::splat(0.0F); });
    for (int pixel = 0; pixel < pixels; ++pixel) {
      const float* from = input;
      unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
        sum[v] = sum[v] + vector::load(from);
        step(from, lanes);
      });
      input += channels;
    }
    unrolled<Vectors>([&](auto v) {
      clamped<Layer>(sum[v] * vector::splat(1.0F / pixels)).store(output + v * lanes);
    });
  }
};

}  // namespace tyto::vectors
