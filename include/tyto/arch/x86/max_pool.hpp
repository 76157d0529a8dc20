// SPDX-License-Identifier: Apache-2.0
// Which max pools the x86 kernels take.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/rows.hpp"
#include "tyto/ops/max_pool.hpp"

namespace tyto::x86 {

template <class Layer>
concept max_pool_int8 =
    ops::max_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::x86
