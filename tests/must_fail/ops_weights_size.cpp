// SPDX-License-Identifier: Apache-2.0
// expect: layer's `weights` array has Got elements, its spec needs Needed; cure:
// expect: weights_size<my_layer, 17, 18>
#include "tyto/ops/conv2d.hpp"

struct my_layer {
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {8, 8, 2}, .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}}};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t weights[18] = {};  // [2][3][3][1]
#else
  static constexpr std::int8_t weights[17] = {};
#endif
  static constexpr std::int32_t bias[2] = {};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-7};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
