// SPDX-License-Identifier: Apache-2.0
// Which fully connected layers the x86 kernels take.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/rows.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::x86 {

template <class Layer>
concept fully_connected_int8 =
    ops::fully_connected_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

template <class Layer>
concept fully_connected_fits_stack = 2 * Layer::spec.taps() + 64 <= most_stack_bytes;

}  // namespace tyto::x86
