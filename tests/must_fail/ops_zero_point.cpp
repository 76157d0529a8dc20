// SPDX-License-Identifier: Apache-2.0
// expect: layer's activation range Min..Max or a zero point is outside int8; cure:
// expect: int8_range<my_layer, -128, 127, 128, 0>
// A zero point of uint8.
#include "tyto/ops/conv2d.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::conv2d<std::int8_t> spec{.input = {8, 8, 1},
                                                       .output = {8, 8, 2},
                                                       .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
                                                       .numerics = {.input_zero_point = 0}};
#else
  static constexpr tyto::ops::conv2d<std::int8_t> spec{.input = {8, 8, 1},
                                                       .output = {8, 8, 2},
                                                       .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
                                                       .numerics = {.input_zero_point = 128}};
#endif
  static constexpr std::int8_t weights[18] = {};  // [2][3][3][1]
  static constexpr std::int32_t bias[2] = {};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-7};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
