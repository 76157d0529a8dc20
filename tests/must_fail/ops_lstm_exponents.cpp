// SPDX-License-Identifier: Apache-2.0
// expect: an exponent of its last three multipliers \(Forget, Add, Output\) over 0; cure: scales
// expect: lstm_exponents<my_layer, -12, -14, -17, 1>
#include "tyto/ops/lstm.hpp"

struct my_layer {
  static constexpr tyto::ops::lstm<std::int8_t> spec{.input = {2, 1, 1}, .output = {4, 1, 1}};
  static constexpr std::int8_t weights[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  static constexpr std::int32_t bias[4] = {0, 0, 0, 0};
  static constexpr std::int32_t mantissa[11] = {1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30,
                                                1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[11] = {0, 0, 0, 0, 0, 0, 0, 0, -14, -17, -22};
#else
  static constexpr std::int8_t exponent[11] = {0, 0, 0, 0, 0, 0, 0, 0, -14, -17, 1};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
