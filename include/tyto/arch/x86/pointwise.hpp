// SPDX-License-Identifier: Apache-2.0
// Which pointwise layers the x86 kernels take.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/ops/pointwise.hpp"

namespace tyto::x86 {

template <class Layer>
concept pointwise_int8 =
    ops::pointwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::x86
