// SPDX-License-Identifier: Apache-2.0
// expect: layer has Mantissas and Exponents requantise multipliers; cure:
// expect: multiplier_size<my_layer, 2, 2, 1>
// A rescale has one for the layer.
#include "tyto/ops/rescale.hpp"

struct my_layer {
  static constexpr tyto::ops::rescale spec{.input = {1, 1, 2}, .output = {1, 1, 2}};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {1};
#else
  static constexpr std::int32_t mantissa[2] = {1 << 30, 1 << 30};
  static constexpr std::int8_t exponent[2] = {1, 1};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
