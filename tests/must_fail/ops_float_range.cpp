// SPDX-License-Identifier: Apache-2.0
// expect: layer's output_min is over its output_max; cure:
// expect: activation_range<my_layer, false>
#include "tyto/ops/max_pool.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::max_pool<float> spec{.input = {4, 4, 1},
                                                   .output = {2, 2, 1},
                                                   .window = {{2, 2}, {2, 2}, {}},
                                                   .output_min = 0.0F,
                                                   .output_max = 6.0F};
#else
  static constexpr tyto::ops::max_pool<float> spec{.input = {4, 4, 1},
                                                   .output = {2, 2, 1},
                                                   .window = {{2, 2}, {2, 2}, {}},
                                                   .output_min = 6.0F,
                                                   .output_max = 0.0F};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
