// SPDX-License-Identifier: Apache-2.0
// expect: layer's output shape is Got, its input shape and window give Needed .height, width,
// channels.; cure: expect: output_shape<my_layer, .*dims<8, 8, 2>, .*dims<4, 4, 2> ?>
#include "tyto/ops/conv2d.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {4, 4, 2}, .window = {{3, 3}, {2, 2}, {0, 1, 0, 1}}};
#else
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {8, 8, 2}, .window = {{3, 3}, {2, 2}, {0, 1, 0, 1}}};
#endif
  static constexpr std::int8_t weights[18] = {};  // [2][3][3][1]
  static constexpr std::int32_t bias[2] = {};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-7};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
