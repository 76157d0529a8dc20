// SPDX-License-Identifier: Apache-2.0
// The inner product of every convolution: a tile of pixels by 8 output channels. 16-bit lanes, four
// multiply-accumulates an instruction (vmlal.s16 by a lane); or, with dot products, 8-bit lanes and
// sixteen.
//
//   inputs   lane [quad][pixel][4]   taps of the tile's pixels, four by four; one quad is what the
//                                    inner loop holds of them
//   weights  Weight [quad][4][8]     taps of 8 output channels, per block of them, as they are
//                                    read in turn; with dot products [quad][8][4]
//
// Weights are lanes, or bytes that are widened as they are read, and then times 2^WeightShift (0 to
// 7; with dot products always 0).
// A tap that does not exist (a run of taps is rounded up to four) has weight 0 and any input.
#pragma once

#include <cstdint>
#include <type_traits>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/arch/neon/tile/int8_a32.hpp"
#include "tyto/arch/neon/tile/int8_dot.hpp"
#include "tyto/arch/neon/tile/int8_intrinsics.hpp"

namespace tyto::neon {

inline constexpr int block_channels = 8;  // output channels of a tile
inline constexpr int quad_taps = 4;       // taps of a step

using lane = std::conditional_t<has_dot_products, std::int8_t, std::int16_t>;

// Steps from one weight of a quad to that of the next tap, and of the next channel.
inline constexpr int tap_step = has_dot_products ? 1 : block_channels;
inline constexpr int channel_step = has_dot_products ? quad_taps : 1;

#if TYTO_A32_ASSEMBLY
template <int Pixels, int Quads, class Weight, int WeightShift>
using matrix_tile_16 = matrix_tile_a32<Pixels, Quads, Weight, WeightShift>;
#else
template <int Pixels, int Quads, class Weight, int WeightShift>
using matrix_tile_16 = matrix_tile_intrinsics<Pixels, Quads, Weight, WeightShift>;
#endif

template <int Pixels, int Quads, class Weight, int WeightShift>
using matrix_tile = std::conditional_t<has_dot_products, matrix_tile_dot<Pixels, Quads>,
                                       matrix_tile_16<Pixels, Quads, Weight, WeightShift>>;

}  // namespace tyto::neon
