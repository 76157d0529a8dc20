// SPDX-License-Identifier: Apache-2.0
// Fully connected layer, float, by Eigen.
#pragma once

#include <concepts>

#include "tyto/arch/eigen/product_float.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::eigen {

template <class Layer>
concept fully_connected_float =
    ops::fully_connected_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::eigen

namespace tyto {

template <eigen::fully_connected_float Layer>
struct kernel<Layer, arch::eigen> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    eigen::run_product<Layer, 1>(input, output);
  }
};

}  // namespace tyto
