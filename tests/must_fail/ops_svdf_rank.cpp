// SPDX-License-Identifier: Apache-2.0
// expect: an SVDF has Filters for Units of Rank filters each; cure:
// expect: svdf_rank<my_layer, 4, 2, 3>
#include "tyto/ops/svdf.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr int rank = 2;
#else
  static constexpr int rank = 3;
#endif
  static constexpr tyto::ops::svdf_time<float> spec{
      .input = {2, 1, 4}, .output = {1, 1, 2}, .rank = rank};
  static constexpr float weights[8] = {};
  static constexpr float bias[2] = {};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
