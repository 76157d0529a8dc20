// SPDX-License-Identifier: Apache-2.0
// expect: int32 of a layer without weights could overflow
// expect: sum_fits<my_layer, 255, 127>
// Differences that do not fit Q5.26 have to be skipped.
#include "tyto/ops/softmax.hpp"

struct my_layer {
  static constexpr auto spec = [] {
    auto s = tyto::ops::make_softmax({1, 1, 12}, 0.2F);
#ifndef TYTO_MUST_COMPILE
    s.difference_min = -255;
#endif
    return s;
  }();
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
