// SPDX-License-Identifier: Apache-2.0
// expect: layer's output shape is Got
// expect: output_shape<my_layer, .*dims<1, 1, 10>, .*dims<1, 1, 12> ?>
#include "tyto/ops/softmax.hpp"

struct my_layer {
  static constexpr auto spec = [] {
    auto s = tyto::ops::make_softmax({1, 1, 12}, 0.1F);
#ifndef TYTO_MUST_COMPILE
    s.output.channels = 10;
#endif
    return s;
  }();
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
