// SPDX-License-Identifier: Apache-2.0
// Max pool, float.
#pragma once

#include <limits>

#include "tyto/arch/vector/floats.hpp"
#include "tyto/arch/vector/window.hpp"
#include "tyto/ops/max_pool.hpp"

namespace tyto::vectors {

template <class Layer>
concept max_pool_float =
    ops::max_pool_layer<Layer> && writes_floats<Layer> && Layer::spec.input.channels >= 4;

template <max_pool_float Layer, class Unit>
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
        float* const pixel = output + s.output.index(y, x, 0);
        each_vector<s.input.channels, vector::lanes>([&](int c) {
          const vector largest = over_window<Layer>(
              input + c, rows, columns, vector::splat(std::numeric_limits<float>::lowest()),
              [](vector a, vector b) { return larger(b, a); });
          clamped<Layer>(largest).store(pixel + c);
        });
      }
    });
  }
};

}  // namespace tyto::vectors
