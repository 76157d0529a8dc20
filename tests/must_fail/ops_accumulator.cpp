// SPDX-License-Identifier: Apache-2.0
// expect: int32 accumulator of output channel Channel could overflow: sum .weight. .* Got, over
// Limit expect: accumulator_fits<my_layer, 1, 2147483520, 2147483519> Zero point 0: the largest
// input is 128. The weights of channel 1 add up to 9.
#include "tyto/ops/conv2d.hpp"

struct my_layer {
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {8, 8, 1}, .output = {8, 8, 2}, .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}}};
  static constexpr std::int8_t weights[18] = {1,  1, 1, 1, 1, 1, 1, 1, 1,
                                              -1, 1, 1, 1, 1, 1, 1, 1, 1};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int32_t bias[2] = {0, -2147483519 + 9 * 128};
#else
  static constexpr std::int32_t bias[2] = {0, -2147483520 + 9 * 128};
#endif
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-7};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
