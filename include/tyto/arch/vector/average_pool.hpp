// SPDX-License-Identifier: Apache-2.0
// Average pool, float.
#pragma once

#include "tyto/arch/vector/floats.hpp"
#include "tyto/arch/vector/window.hpp"
#include "tyto/ops/average_pool.hpp"

namespace tyto::vectors {

template <class Layer>
concept average_pool_float =
    ops::average_pool_layer<Layer> && writes_floats<Layer> && Layer::spec.input.channels >= 4;

template <average_pool_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    using vector = vector_for<Unit, s.input.channels>;
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const index_range rows = s.window.rows(y, s.input.height);
      for (int x = 0; x < s.output.width; ++x) {
        const index_range columns = s.window.columns(x, s.input.width);
        const vector scale = vector::splat(1.0F / static_cast<float>(rows.size() * columns.size()));
        float* const pixel = output + s.output.index(y, x, 0);
        each_vector<s.input.channels, vector::lanes>([&](int c) {
          const vector sum = over_window<Layer>(input + c, rows, columns, vector::splat(0.0F),
                                                [](vector a, vector b) { return a + b; });
          clamped<Layer>(sum * scale).store(pixel + c);
        });
      }
    });
  }
};

}  // namespace tyto::vectors
