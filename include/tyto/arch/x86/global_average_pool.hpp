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
inline constexpr line global_average_line =
    find_line(averaged_stairs(Layer::spec.input.height* Layer::spec.input.width), Rounds, 0,
              Layer::spec.output_min, Layer::spec.output_max);

template <class Layer, class Unit>
concept global_average_on_line = global_average_line<Layer, Unit::rounding>
.exact;

}  // namespace tyto::x86
