// SPDX-License-Identifier: Apache-2.0
// expect: a pool has a window that covers padding alone; cure:
// expect: window_touches_input<my_layer, false>
#include "tyto/ops/average_pool.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::average_pool<std::int8_t> spec{
      .input = {4, 4, 1}, .output = {5, 5, 1}, .window = {{2, 2}, {1, 1}, {1, 1, 1, 1}}};
#else
  static constexpr tyto::ops::average_pool<std::int8_t> spec{
      .input = {4, 4, 1}, .output = {5, 5, 1}, .window = {{2, 2}, {1, 1}, {1, 1, 0, 2}}};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
