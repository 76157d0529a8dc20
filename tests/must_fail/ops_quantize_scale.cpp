// SPDX-License-Identifier: Apache-2.0
// expect: layer's quantisation scale is not positive; cure:
// expect: scale_is_positive<my_layer, false>
#include "tyto/ops/quantize.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::quantize spec{
      .input = {1, 1, 4}, .output = {1, 1, 4}, .to = {.scale = 0.5F}};
#else
  static constexpr tyto::ops::quantize spec{
      .input = {1, 1, 4}, .output = {1, 1, 4}, .to = {.scale = 0.0F}};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
