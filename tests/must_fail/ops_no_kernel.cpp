// SPDX-License-Identifier: Apache-2.0
// expect: no kernel for this layer: the type of Layer::spec is none of the operators in tyto/ops
// expect: kernel<my_layer, tyto::arch::scalar>
#include "tyto/ops/all.hpp"

struct my_operator {};

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::add<float> spec{.input = {1, 1, 4}, .output = {1, 1, 4}};
#else
  static constexpr my_operator spec{};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
