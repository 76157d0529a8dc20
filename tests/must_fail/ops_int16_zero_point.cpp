// SPDX-License-Identifier: Apache-2.0
// expect: a zero point of int16 is not 0
// expect: int16_range<my_layer, -32768, 32767, 3, 0>
#include "tyto/ops/add.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr int zero_point = 0;
#else
  static constexpr int zero_point = 3;
#endif
  static constexpr auto spec = tyto::ops::make_add<std::int16_t>({1, 1, 4}, {1.0F, zero_point},
                                                                 {1.0F, 0}, {1.0F, 0});
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
