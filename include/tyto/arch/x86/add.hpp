// SPDX-License-Identifier: Apache-2.0
// Which sums the x86 kernels take, and the constants of their three multiplications.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/requantize.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::x86 {

template <class Layer>
concept add_int8 = ops::add_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

// Multiplies an input by 1/2 exactly: what the input of the larger scale has.
constexpr bool halves(multiplier m) {
  return m == multiplier{1 << 30, 0};
}

// An input less its zero point, shifted left and multiplied.
template <class Layer, int Input, int Lanes>
inline constexpr fixed_vector<Lanes> add_input = [] {
  constexpr auto& s = Layer::spec;
  fixed_point_store f = fixed_store(s.input_multiplier[Input], s.rounding);
  f.left += s.input_shift;
  return same_fixed<Lanes>(f);
}();

template <class Layer, int Lanes>
inline constexpr fixed_vector<Lanes> add_output =
    same_fixed<Lanes>(fixed_store(Layer::spec.output_multiplier, Layer::spec.rounding));

}  // namespace tyto::x86
