// SPDX-License-Identifier: Apache-2.0
// expect: int32 of a layer without weights could overflow: its inputs allow Largest, its requantise
// multiplier's left shift Limit; cure: expect: sum_fits<my_layer, 128, 127>
#include "tyto/ops/rescale.hpp"

struct my_layer {
  static constexpr tyto::ops::rescale spec{.input = {1, 1, 2}, .output = {1, 1, 2}};
  static constexpr std::int32_t mantissa[1] = {1 << 30};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int8_t exponent[1] = {23};
#else
  static constexpr std::int8_t exponent[1] = {24};
#endif
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
