// SPDX-License-Identifier: Apache-2.0
// Sum of two tensors, int8: the three multiplications of an element as rounding high products.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::cortex_m {

// An element's terms are under 2^28 before and after they are scaled, if no multiplier is above 1:
// twice their sum fits int32.
template <class Layer>
concept add_int8 =
    ops::add_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
        Layer::spec.rounding ==
        rounding::two_step&& Layer::spec.input_multiplier[0].exponent <= 0 &&
    Layer::spec.input_multiplier[1].exponent <= 0 && Layer::spec.output_multiplier.exponent <= 0;

// core/rounding.hpp's two steps, -2^30 <= x < 2^30.
template <multiplier M>
[[gnu::always_inline]] inline std::int32_t scaled(std::int32_t x) {
  return rounding_divide_by_power_of_two(smmulr(x * 2, M.mantissa), -M.exponent);
}

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::add_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* a, const std::int8_t* b, std::int8_t* output) {
    for (int i = 0; i < s.output.elements(); ++i) {
      const std::int32_t sum = term<0>(a[i]) + term<1>(b[i]);
      const std::int32_t stored = cortex_m::scaled<s.output_multiplier>(sum) + s.output_zero_point;
      output[i] = static_cast<std::int8_t>(clamp<std::int32_t>(stored, s.output_min, s.output_max));
    }
  }

 private:
  template <int Input>
  [[gnu::always_inline]] static std::int32_t term(std::int8_t q) {
    return cortex_m::scaled<s.input_multiplier[Input]>((q - s.input_zero_point[Input]) *
                                                       (1 << s.input_shift));
  }
};

}  // namespace tyto
