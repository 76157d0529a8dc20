// SPDX-License-Identifier: Apache-2.0
// Fully connected layer, float: the matrix product of one pixel.
#pragma once

#include "tyto/arch/vector/matrix.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::vectors {

template <class Layer>
concept fully_connected_float = ops::fully_connected_layer<Layer> && writes_floats<Layer>;

template <fully_connected_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int taps = Layer::spec.taps();
    matrix<Layer, Unit, taps>::template run_row<1, taps>(input, {}, output);
  }
};

}  // namespace tyto::vectors
