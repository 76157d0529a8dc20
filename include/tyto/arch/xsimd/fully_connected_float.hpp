// SPDX-License-Identifier: Apache-2.0
// Fully connected layer, float: the matrix product of one pixel.
#pragma once

#include <concepts>

#include "tyto/arch/xsimd/matrix_float.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::simd {

template <class Layer>
concept fully_connected_float =
    ops::fully_connected_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::simd

namespace tyto {

template <simd::fully_connected_float Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int taps = Layer::spec.taps();
    simd::matrix<Layer, taps>::template run_row<1, taps>(input, {}, output);
  }
};

}  // namespace tyto
