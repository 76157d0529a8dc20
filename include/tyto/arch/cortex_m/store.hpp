// SPDX-License-Identifier: Apache-2.0
// Accumulators to stored values: core/rounding.hpp's two steps, an instruction each.
//
// With a right shift of at least 2 both steps are the same rounding high product, which adds:
//
//   high_mul(x, mantissa)  = round(2 x * mantissa / 2^32)
//                          = round(x * (2 mantissa - 2^32) / 2^32) + x      SMMLAR
//   round(b / 2^right)     = round(b * 2^(32 - right) / 2^32)               SMMLAR, which adds the
//                                                                           zero point
#pragma once

#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::cortex_m {

// What a kernel needs of an output channel.
struct channel {
  std::int32_t bias;      // the layer's, less what the input's zero point adds to every sum
  std::int32_t mantissa;  // of the multiplier; store_rule::high_products: 2 mantissa - 2^32
  std::int32_t shift;     // store_rule::high_products: 2^(32 + exponent); otherwise the exponent
};

// How a layer stores, without the layer: layers with the same rule share their code.
struct store_rule {
  bool high_products;  // by the formulas above
  bool ties_matter;    // ties go away from zero, and what is negative then is not clamped away
  bool one_step;       // core/rounding.hpp
  int zero_point;
  int min;
  int max;
};

// `Taps`: products that make a sum of Layer.
template <class Layer, int Taps>
constexpr store_rule store_rule_of() {
  constexpr auto& n = Layer::spec.numerics;
  constexpr std::int64_t limit = (std::int64_t{1} << 30) - 1;
  constexpr std::int64_t most = Taps * 128 * ops::checks::largest_input(n.input_zero_point);
  bool fits = n.rounding == rounding::two_step;
  for (int c = 0; c < Layer::spec.output.channels; ++c) {
    const multiplier m = ops::multiplier_of<Layer>(c);
    fits = fits && ((m.exponent <= -2 && m.mantissa >= 1 << 30) || m.mantissa == 0) &&
           most + ops::checks::magnitude(Layer::bias[c]) <= limit;
  }
  return {fits,
          n.output_min < n.output_zero_point,
          n.rounding == rounding::one_step,
          n.output_zero_point,
          n.output_min,
          n.output_max};
}

// `weight_sum`: of the channel's weights.
template <class Layer, store_rule Rule>
constexpr channel channel_of(int c, std::int32_t weight_sum) {
  const multiplier m = ops::multiplier_of<Layer>(c);
  const std::int32_t bias = Layer::bias[c] - Layer::spec.numerics.input_zero_point * weight_sum;
  if constexpr (Rule.high_products) {
    if (m.mantissa == 0) return {bias, 0, 0};
    constexpr std::int64_t two_32 = std::int64_t{1} << 32;
    return {bias, static_cast<std::int32_t>(std::int64_t{2} * m.mantissa - two_32),
            std::int32_t{1} << (32 + m.exponent)};
  } else {
    return {bias, m.mantissa, m.exponent};
  }
}

template <store_rule Rule>
[[gnu::always_inline]] inline std::int8_t stored(std::int32_t acc, std::int32_t mantissa,
                                                 std::int32_t shift) {
  if constexpr (Rule.high_products) {
    std::int32_t scaled = smmlar(acc, mantissa, acc);
    if constexpr (Rule.ties_matter) scaled += scaled >> 31;
    scaled = smmlar(scaled, shift, Rule.zero_point);
    if constexpr (Rule.min == -128 && Rule.max == 127) {
      return static_cast<std::int8_t>(ssat8(scaled));
    } else {
      return static_cast<std::int8_t>(clamp<std::int32_t>(scaled, Rule.min, Rule.max));
    }
  } else {
    constexpr rounding how = Rule.one_step ? rounding::one_step : rounding::two_step;
    const std::int32_t scaled = requantize<how>(acc, {mantissa, shift}) + Rule.zero_point;
    return static_cast<std::int8_t>(clamp<std::int32_t>(scaled, Rule.min, Rule.max));
  }
}

}  // namespace tyto::cortex_m
