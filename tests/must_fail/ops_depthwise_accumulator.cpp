// SPDX-License-Identifier: Apache-2.0
// expect: int32 accumulator of output channel Channel could overflow
// expect: accumulator_fits<my_layer, 1, 2147483647, 2147483519>
#include "tyto/ops/depthwise.hpp"

struct my_layer {
  static constexpr tyto::ops::depthwise<std::int8_t> spec{
      .input = {8, 8, 2}, .output = {8, 8, 2}, .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}}};
  static constexpr std::int8_t weights[18] = {};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int32_t bias[2] = {0, 2147483519};
#else
  static constexpr std::int32_t bias[2] = {0, 2147483647};
#endif
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-7};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
