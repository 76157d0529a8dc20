// SPDX-License-Identifier: Apache-2.0
// expect: requantise multiplier number Index of a layer has a Mantissa under 0
// expect: multiplier_range<my_layer, 2, -1, 0>
#include "tyto/ops/add.hpp"

struct my_layer {
  static constexpr auto spec = [] {
    auto s = tyto::ops::make_add({1, 1, 4}, {0.1F, 0}, {0.1F, 0}, {0.2F, 0});
#ifndef TYTO_MUST_COMPILE
    s.output_multiplier = {.mantissa = -1, .exponent = 0};
#endif
    return s;
  }();
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
