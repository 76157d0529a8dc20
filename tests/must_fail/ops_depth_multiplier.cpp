// SPDX-License-Identifier: Apache-2.0
// expect: a depthwise layer has InputChannels and OutputChannels; cure:
// expect: depth_multiplier<my_layer, 2, 3>
#include "tyto/ops/depthwise.hpp"

struct my_layer {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::ops::depthwise<std::int8_t> spec{
      .input = {8, 8, 2}, .output = {8, 8, 4}, .window = {{1, 1}, {1, 1}, {}}};
  static constexpr std::int8_t weights[4] = {};
  static constexpr std::int32_t bias[4] = {};
#else
  static constexpr tyto::ops::depthwise<std::int8_t> spec{
      .input = {8, 8, 2}, .output = {8, 8, 3}, .window = {{1, 1}, {1, 1}, {}}};
  static constexpr std::int8_t weights[3] = {};
  static constexpr std::int32_t bias[3] = {};
#endif
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-7};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
