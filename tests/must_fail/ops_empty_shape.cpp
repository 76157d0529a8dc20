// SPDX-License-Identifier: Apache-2.0
// expect: layer's Input or Output shape .height, width, channels. has an extent under 1; cure:
// expect: shapes_are_positive<my_layer, .*dims<12, 0, 0>, .*dims<12, 0, 0>, false>
#include "tyto/ops/add.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::add<float> spec{.input = {1, 1, 12}, .output = {1, 1, 12}};
#else
  static constexpr tyto::ops::add<float> spec{.input = {12, 0, 0}, .output = {12, 0, 0}};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
