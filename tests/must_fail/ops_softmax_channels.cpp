// SPDX-License-Identifier: Apache-2.0
// expect: a softmax has Channels, and the int32 sum of their exponentials holds Most; cure:
// expect: softmax_channels<my_layer, 4096, 4095>
#include "tyto/ops/softmax.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr auto spec = tyto::ops::make_softmax({1, 1, 4095}, 0.1F);
#else
  static constexpr auto spec = tyto::ops::make_softmax({1, 1, 4096}, 0.1F);
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
