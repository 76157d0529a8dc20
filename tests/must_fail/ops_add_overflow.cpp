// SPDX-License-Identifier: Apache-2.0
// expect: int32 of a layer without weights could overflow
// expect: sum_fits<my_layer, 134217728, 67108859>
// An output scale of 2^-24 of the inputs': their sum, in 2^-20 of the larger, is shifted left by 5.
#include "tyto/ops/add.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr auto spec = tyto::ops::make_add({1, 1, 4}, {1.0F, 0}, {1.0F, 0}, {0x1p-21F, 0});
#else
  static constexpr auto spec = tyto::ops::make_add({1, 1, 4}, {1.0F, 0}, {1.0F, 0}, {0x1p-23F, 0});
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
