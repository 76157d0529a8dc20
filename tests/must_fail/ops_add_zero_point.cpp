// SPDX-License-Identifier: Apache-2.0
// expect: layer's activation range Min..Max or a zero point is outside int8; cure:
// expect: int8_range<my_layer, -128, 127, -129, 7>
#include "tyto/ops/add.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr auto spec = tyto::ops::make_add({1, 1, 4}, {0.1F, 0}, {0.1F, -128}, {0.2F, 7});
#else
  static constexpr auto spec = tyto::ops::make_add({1, 1, 4}, {0.1F, 0}, {0.1F, -129}, {0.2F, 7});
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
