// SPDX-License-Identifier: Apache-2.0
// The inner product of the float kernels: a tile of pixels by 8 output channels.
//
//   inputs   float [quad][pixel][4]   taps of the tile's pixels, four by four: a load brings one
//                                     quad of all pixels, and a lane of it scales 8 weights
//   weights  float [8 + quads * 32]   per block of 8 output channels: their biases, then
//                                     [quad][4][8], in the order they are read
//
// Taps are rounded up to a multiple of four; one that does not exist is 0 in both.
#pragma once

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/arch/neon/tile/float_a32.hpp"
#include "tyto/arch/neon/tile/float_intrinsics.hpp"

namespace tyto::neon::f32 {

inline constexpr int block_channels = 8;  // output channels of a tile
inline constexpr int quad_taps = 4;       // taps of a step
inline constexpr int most_pixels = 4;     // of a tile

#if TYTO_A32_ASSEMBLY
template <int Pixels, int Quads>
using matrix_tile = matrix_tile_a32<Pixels, Quads>;
#else
template <int Pixels, int Quads>
using matrix_tile = matrix_tile_intrinsics<Pixels, Quads>;
#endif

}  // namespace tyto::neon::f32
