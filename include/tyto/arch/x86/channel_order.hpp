// SPDX-License-Identifier: Apache-2.0
// Which lane of which vector sums which output channel.
#pragma once

#include <cstddef>

namespace tyto::x86 {

inline constexpr int no_channel = -1;

// Dimensions are int; arrays are counted in std::size_t.
constexpr std::size_t count(int n) {
  return static_cast<std::size_t>(n);
}

// Channels stand in blocks of four vectors of int32 lanes. The saturating packs that narrow
// accumulators to bytes work within 128 bits, so a block of vectors A to D is dealt out in fours;
// pack(pack(A, B), pack(C, D)) then gives the block's bytes in order (Lanes = 8, 32 channels):
//
//   A    0  1  2  3 | 16 17 18 19
//   B    4  5  6  7 | 20 21 22 23
//   C    8  9 10 11 | 24 25 26 27
//   D   12 13 14 15 | 28 29 30 31
//
// It is also the order that interleaving four vectors of bytes gives.
template <int Lanes>
constexpr int channel_in_block(int vector, int lane) {
  return lane / 4 * 16 + vector * 4 + lane % 4;
}

// Whole blocks; the last one is filled up with lanes that belong to no channel.
template <int Lanes, int Channels>
struct block_order {
  static constexpr int block = 4 * Lanes;
  static constexpr int blocks = (Channels + block - 1) / block;
  static constexpr int vectors = 4 * blocks;

  static constexpr int channel(int vector, int lane) {
    const int c = vector / 4 * block + channel_in_block<Lanes>(vector % 4, lane);
    return c < Channels ? c : no_channel;
  }
};

// As many blocks as Channels fills; what is left over stands in up to three vectors lane by lane.
// (If it takes four, it is one more block that is not full.)
template <int Lanes, int Channels>
struct mixed_order {
  static constexpr int block = 4 * Lanes;
  static constexpr int blocks = (Channels + Lanes - 1) / block;  // over 3 * Lanes left count as one
  static constexpr int last_block_channels =                     // in the last of the blocks
      blocks * block > Channels ? Channels % block : block;
  static constexpr int rest_channels = Channels > blocks* block ? Channels - blocks* block : 0;
  static constexpr int rest_vectors = (rest_channels + Lanes - 1) / Lanes;
  static constexpr int vectors = 4 * blocks + rest_vectors;

  static constexpr int channel(int vector, int lane) {
    const int c = vector < 4 * blocks
                      ? vector / 4 * block + channel_in_block<Lanes>(vector % 4, lane)
                      : vector * Lanes + lane;
    return c < Channels ? c : no_channel;
  }
};

}  // namespace tyto::x86
