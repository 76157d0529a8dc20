// SPDX-License-Identifier: Apache-2.0
// expect: int32 accumulator of output channel Channel could overflow
// expect: accumulator_fits<my_layer, 0, 129, 127>
// A left shift of 24 leaves 7 bits, and a zero point of at most 128 is added after it.
#include "tyto/ops/conv2d.hpp"

struct my_layer {
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {8, 8, 2}, .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}}};
  static constexpr std::int8_t weights[18] = {1};
  static constexpr std::int32_t bias[2] = {-1, 0};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[1] = {23};
#else
  static constexpr std::int8_t exponent[1] = {24};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
