// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, float: a matrix product a row.
#pragma once

#include <concepts>

#include "tyto/arch/xsimd/matrix_float.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::simd {

template <class Layer>
concept pointwise_float = ops::pointwise_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::simd

namespace tyto {

template <simd::pointwise_float Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    using product = simd::matrix<Layer, s.taps()>;
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      product::template run_row<s.input.width, s.input.channels>(
          input + y * s.input.row_elements(), {}, output + y * s.output.row_elements());
    });
  }
};

}  // namespace tyto
