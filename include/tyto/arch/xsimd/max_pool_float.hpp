// SPDX-License-Identifier: Apache-2.0
// Max pool, float.
#pragma once

#include <concepts>
#include <limits>

#include "tyto/arch/xsimd/pool_float.hpp"
#include "tyto/arch/xsimd/vector_float.hpp"
#include "tyto/ops/max_pool.hpp"

namespace tyto::simd {

template <class Layer>
concept max_pool_float = ops::max_pool_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > &&Layer::spec.input.channels >= 4;

}  // namespace tyto::simd

namespace tyto {

template <simd::max_pool_float Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    using vector = simd::vector_for<s.input.channels>;
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const span_of rows = s.window.rows(y, s.input.height);
      for (int x = 0; x < s.output.width; ++x) {
        const span_of columns = s.window.columns(x, s.input.width);
        float* const pixel = output + s.output.index(y, x, 0);
        simd::each_vector<s.input.channels, simd::lanes_of<vector>>([&](int c) {
          const vector largest = simd::over_window<Layer>(
              input + c, rows, columns, vector(std::numeric_limits<float>::lowest()),
              [](vector a, vector b) { return simd::larger(b, a); });
          simd::clamped<Layer>(largest).store_unaligned(pixel + c);
        });
      }
    });
  }
};

}  // namespace tyto
