// SPDX-License-Identifier: Apache-2.0
// The free choices of the kernels. Each gives the same bytes; which is fastest depends on the layer
// and on the processor. tyto-tune measures them and writes what is better than these defaults as
// specialisations of tyto::tuning.
#pragma once

#include "tyto/core/arch.hpp"
#include "tyto/core/tuning.hpp"

namespace tyto::x86 {

struct tiling {
  int pixels = 0;   // convolutions: of a tile; 0: as many as the registers hold, shared out evenly
  int outputs = 6;  // depthwise: pixels that a tile has at most
};

template <class Layer, class Arch>
inline constexpr tiling tiling_of = tuning<Layer, Arch>::of(tiling{});

}  // namespace tyto::x86
