// SPDX-License-Identifier: Apache-2.0
// expect: int32 sum of int16 elements could overflow
// expect: pool_sum_fits<my_layer, 65536>
#include "tyto/ops/global_average_pool.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr int width = 255;
#else
  static constexpr int width = 256;
#endif
  static constexpr tyto::ops::global_average_pool<std::int16_t> spec{{256, width, 1}, {1, 1, 1}};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
