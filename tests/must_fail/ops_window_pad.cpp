// SPDX-License-Identifier: Apache-2.0
// expect: layer's window has a size or stride under 1 or a negative pad; cure:
// expect: window_is_valid<my_layer, false>
#include "tyto/ops/max_pool.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {4, 4, 1}, .window = {{2, 2}, {2, 2}, {}}};
#else
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {4, 4, 1}, .window = {{2, 2}, {2, 2}, {-1, 1, 0, 0}}};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
