// SPDX-License-Identifier: Apache-2.0
// expect: an SVDF's Exponent is over 0, and its sums may fill int32; cure:
// expect: svdf_exponent<my_layer, 1>
#include "tyto/ops/svdf.hpp"

struct my_layer {
  static constexpr tyto::ops::svdf_time<std::int16_t> spec{.input = {2, 1, 1}, .output = {1, 1, 1}};
  static constexpr std::int16_t weights[2] = {1, 2};
  static constexpr std::int32_t bias[1] = {0};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[1] = {0};
#else
  static constexpr std::int8_t exponent[1] = {1};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
