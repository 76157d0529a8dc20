// SPDX-License-Identifier: Apache-2.0
// expect: int64 accumulator of output channel Channel is too large to be requantised
// expect: wide_accumulator_fits<my_layer, 1, 140737488355328, 140737488355327>
// Sums of 64 bits may have 47, and 3 * 32768 is what the weights of channel 1 make of the input.
#include "tyto/ops/pointwise.hpp"

struct my_layer {
  static constexpr tyto::ops::pointwise<std::int16_t> spec{{1, 1, 1}, {1, 1, 2}, {}};
  static constexpr std::int8_t weights[2] = {1, 3};
#ifdef TYTO_MUST_COMPILE
  static constexpr std::int64_t bias[2] = {0, (std::int64_t{1} << 47) - 1 - 3 * 32768};
#else
  static constexpr std::int64_t bias[2] = {0, (std::int64_t{1} << 47) - 3 * 32768};
#endif
  static constexpr std::int32_t mantissa[1] = {1 << 30};
  static constexpr std::int8_t exponent[1] = {-20};
};

tyto::kernel<my_layer, tyto::arch::scalar> my_kernel;
