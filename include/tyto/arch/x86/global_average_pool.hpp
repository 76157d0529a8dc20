// SPDX-License-Identifier: Apache-2.0
// Which global average pools the x86 kernels take, and their division as a line.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/requantize.hpp"
#include "tyto/ops/global_average_pool.hpp"

namespace tyto::x86 {

template <class Layer>
concept global_average_pool_int8 =
    ops::global_average_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

template <class Layer, line_rounding Rounds>
inline constexpr float_line global_average_line = [] {
  constexpr auto& s = Layer::spec;
  constexpr int pixels = s.input.height * s.input.width;
  return find_line(averaged_stairs(pixels), make_multiplier(1.0 / pixels), Rounds, 0, s.output_min,
                   s.output_max);
}();

template <class Layer, class Unit>
concept global_average_on_line = global_average_line<Layer, Unit::rounding>
.exact;

}  // namespace tyto::x86
