// SPDX-License-Identifier: Apache-2.0
// expect: int32 of a layer without weights could overflow
// expect: sum_fits<my_layer, 16711680, 8388607>
// 256 x 256 pixels of at most 255.
#include "tyto/ops/mean.hpp"

struct my_layer {
  static constexpr tyto::ops::mean spec{
      .input = {256, 256, 2}, .output = {1, 1, 2}, .numerics = {.input_zero_point = -128}};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[1] = {7};
#else
  static constexpr std::int8_t exponent[1] = {8};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
