// SPDX-License-Identifier: Apache-2.0
// expect: layer's activation range Min..Max or a zero point is outside int8; cure:
// expect: int8_range<my_layer, -128, 127, 200, 0>
#include "tyto/ops/dequantize.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::dequantize spec{
      .input = {1, 1, 4}, .output = {1, 1, 4}, .from = {.scale = 0.5F, .zero_point = 100}};
#else
  static constexpr tyto::ops::dequantize spec{
      .input = {1, 1, 4}, .output = {1, 1, 4}, .from = {.scale = 0.5F, .zero_point = 200}};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
