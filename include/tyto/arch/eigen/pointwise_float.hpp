// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, float, by Eigen.
#pragma once

#include <concepts>

#include "tyto/arch/eigen/product_float.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::eigen {

template <class Layer>
concept pointwise_float = ops::pointwise_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::eigen

namespace tyto {

template <eigen::pointwise_float Layer>
struct kernel<Layer, arch::eigen> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      eigen::run_product<Layer, s.input.width>(input + y * s.input.row_elements(),
                                               output + y * s.output.row_elements());
    });
  }
};

}  // namespace tyto
