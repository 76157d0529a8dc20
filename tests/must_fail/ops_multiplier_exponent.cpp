// SPDX-License-Identifier: Apache-2.0
// expect: requantise multiplier number Index of a layer has a Mantissa under 0 or an Exponent
// outside .-31, 30.; cure: expect: multiplier_range<my_layer, 1, 1073741824, -32>
#include "tyto/ops/conv2d.hpp"

struct my_layer {
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {8, 8, 2}, .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}}};
  static constexpr std::int8_t weights[18] = {};  // [2][3][3][1]
  static constexpr std::int32_t bias[2] = {};
  static constexpr std::int32_t mantissa[2] = {1 << 30, 1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[2] = {-7, -31};
#else
  static constexpr std::int8_t exponent[2] = {-7, -32};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
