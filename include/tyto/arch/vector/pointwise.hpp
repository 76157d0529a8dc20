// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, float: a matrix product a row.
#pragma once

#include "tyto/arch/vector/matrix.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::vectors {

template <class Layer>
concept pointwise_float = ops::pointwise_layer<Layer> && writes_floats<Layer>;

template <pointwise_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    using product = matrix<Layer, Unit, s.taps()>;
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      product::template run_row<s.input.width, s.input.channels>(
          input + y * s.input.row_elements(), {}, output + y * s.output.row_elements());
    });
  }
};

}  // namespace tyto::vectors
