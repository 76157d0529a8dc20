// SPDX-License-Identifier: Apache-2.0
// expect: layer has Mantissas and Exponents requantise multipliers; cure:
// expect: multiplier_size<my_layer, 2, 1, 2>
#include "tyto/ops/conv2d.hpp"

struct my_layer {
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {8, 8, 2}, .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}}};
  static constexpr std::int8_t weights[18] = {};  // [2][3][3][1]
  static constexpr std::int32_t bias[2] = {};
  static constexpr std::int32_t mantissa[2] = {1 << 30, 1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[2] = {-7, -7};
#else
  static constexpr std::int8_t exponent[1] = {-7};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
