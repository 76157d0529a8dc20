// SPDX-License-Identifier: Apache-2.0
// The inner product of every convolution: a tile of pixels by 8 output channels, 16-bit lanes, four
// multiply-accumulates an instruction (vmlal.s16 by a lane).
//
//   inputs   int16 [quad][pixel][4]   taps of the tile's pixels, four by four; one quad is what the
//                                     inner loop holds of them
//   weights  int16 [quad][4][8]       per block of 8 output channels, in the order they are read
//
// A tap that does not exist (a run of taps is rounded up to four) has weight 0 and any input.
#pragma once

#include <type_traits>

#include "tyto/arch/neon/matrix_tile_a32.hpp"
#include "tyto/arch/neon/matrix_tile_a64.hpp"
#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon {

inline constexpr int block_channels = 8;  // output channels of a tile
inline constexpr int quad_taps = 4;       // taps of a step

template <int Pixels, int Quads>
using matrix_tile =
    std::conditional_t<is_64_bit, matrix_tile_a64<Pixels, Quads>, matrix_tile_a32<Pixels, Quads>>;

}  // namespace tyto::neon
