// SPDX-License-Identifier: Apache-2.0
// Average pool, float.
#pragma once

#include <concepts>

#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/arch/neon/float/window.hpp"
#include "tyto/ops/average_pool.hpp"

namespace tyto::neon {

template <class Layer>
concept average_pool_float =
    ops::average_pool_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > &&Layer::spec.input.channels >= f32::lanes;

}  // namespace tyto::neon

namespace tyto {

template <neon::average_pool_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    const neon::f32::clamp_vectors<Layer> clamp;
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const index_range rows = s.window.rows(y, s.input.height);
      for (int x = 0; x < s.output.width; ++x) {
        const index_range columns = s.window.columns(x, s.input.width);
        const float scale = 1.0F / static_cast<float>(rows.size() * columns.size());
        float* const pixel = output + s.output.index(y, x, 0);
        neon::f32::each_vector<s.input.channels>([&](int c) {
          const float32x4_t sum = neon::f32::over_window<Layer>(
              input + c, rows, columns, vdupq_n_f32(0.0F),
              [](float32x4_t a, float32x4_t b) { return vaddq_f32(a, b); });
          vst1q_f32(pixel + c, clamp(vmulq_n_f32(sum, scale)));
        });
      }
    });
  }
};

}  // namespace tyto
