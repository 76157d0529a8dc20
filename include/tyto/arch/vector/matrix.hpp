// SPDX-License-Identifier: Apache-2.0
// A layer's weights times the taps of a few pixels, float: a tile of pixels by vectors of output
// channels stays in registers, and a tap of each pixel, in every lane, scales the weights of that
// tap.
#pragma once

#include <cstddef>

#include "tyto/arch/vector/floats.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::vectors {

// Where the taps of a pixel stand: runs of consecutive floats, `step` floats apart.
struct tap_runs {
  int first = 0;  // runs before it are padding: their weights are passed over
  int count = 1;
  int step = 0;
};

// Layer::weights is [out][tap]; `RunTaps` taps make a run.
template <class Layer, class Unit, int RunTaps>
struct matrix {
  static constexpr auto& s = Layer::spec;
  static constexpr int channels = s.output.channels;
  static constexpr int taps = s.taps();

  using vector = vector_for<Unit, channels>;
  static constexpr int lanes = vector::lanes;
  static constexpr int vectors = (channels + lanes - 1) / lanes;

  // Vectors and pixels of a tile: beside the sums, one tap's weights and one pixel's tap must find
  // registers.
  static constexpr int most_vectors = Unit::registers == 32 ? 4 : 2;
  static constexpr int tile_vectors = vectors < most_vectors ? vectors : most_vectors;
  static constexpr int most_pixels = (Unit::registers - tile_vectors - 2) / tile_vectors < 8
                                         ? (Unit::registers - tile_vectors - 2) / tile_vectors
                                         : 8;

  // Pixels a tile takes of a row of `width`: as few tiles as there can be, of one size.
  static constexpr int tile_pixels(int width) {
    const int tiles = (width + most_pixels - 1) / most_pixels;
    return (width + tiles - 1) / tiles;
  }

  // All outputs of `width` pixels that follow each other in memory. The first pixel's taps are at
  // `input`, those of the next `PixelStep` floats further.
  template <int Width, int PixelStep>
  static void run_row(const float* input, tap_runs runs, float* output) {
    constexpr int pixels = tile_pixels(Width);
    constexpr int last = Width % pixels;
    for (int tile = 0; tile < Width / pixels; ++tile) {
      run_tile<pixels, PixelStep>(input, runs, output);
      input += pixels * PixelStep;
      output += pixels * channels;
    }
    if constexpr (last > 0) run_tile<last, PixelStep>(input, runs, output);
  }

 private:
  // Blocks of tile_vectors vectors, the last of what is left: biases, then [tap][lane].
  static constexpr int block_channels = tile_vectors * lanes;
  static constexpr int rest_vectors = vectors % tile_vectors;
  struct packed_weights {
    alignas(64) float values[static_cast<std::size_t>(vectors * lanes * (1 + taps))];
  };
  static constexpr packed_weights packed = [] {
    packed_weights p{};
    for (int c = 0; c < channels; ++c) {
      const int block = c / block_channels;
      const int left = vectors * lanes - block * block_channels;
      const int width = left < block_channels ? left : block_channels;
      float* const column =
          p.values + block * block_channels * (1 + taps) + (c - block * block_channels);
      column[0] = Layer::bias[c];
      for (int t = 0; t < taps; ++t)
        column[(1 + t) * width] = Layer::weights[c * taps + t];
    }
    return p;
  }();

  template <int Pixels, int PixelStep>
  [[gnu::always_inline]] static inline void run_tile(const float* input, tap_runs runs,
                                                     float* output) {
    constexpr int whole_blocks = channels / block_channels;
    const float* weights = packed.values;
    for (int block = 0; block < whole_blocks; ++block) {
      run_block<Pixels, PixelStep, tile_vectors, block_channels>(input, runs, weights, output);
      weights += block_channels * (1 + taps);
      output += block_channels;
    }
    if constexpr (constexpr int rest = channels % block_channels; rest > 0) {
      constexpr int width = rest_vectors == 0 ? tile_vectors : rest_vectors;
      run_block<Pixels, PixelStep, width, rest>(input, runs, weights, output);
    }
  }

  // `Stored` of the vectors' channels exist.
  template <int Pixels, int PixelStep, int Vectors, int Stored>
  [[gnu::always_inline]] static inline void run_block(const float* input, tap_runs runs,
                                                      const float* weights, float* output) {
    array<array<vector, Vectors>, Pixels> sum;
    unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
      const vector bias = vector::load(weights + v * lanes);
      unrolled<Pixels>([&](auto p) __attribute__((always_inline)) { sum[p][v] = bias; });
    });
    weights += Vectors * lanes * (1 + runs.first * RunTaps);
    for (int run = 0; run < runs.count; ++run) {
      const float* tap = input + run * runs.step;
      for (int t = 0; t < RunTaps; ++t) {
        array<vector, Vectors> w;
        unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
          w[v] = vector::load(weights + v * lanes);
        });
        weights += Vectors * lanes;
        unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
          const vector x = vector::splat(tap[t + p * PixelStep]);
          unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
            sum[p][v] = multiply_add(sum[p][v], x, w[v]);
          });
        });
      }
    }
    unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
      unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
        constexpr int left = Stored - v * lanes;
        store_first<(left < lanes ? left : lanes)>(output + p * channels + v * lanes,
                                                   clamped<Layer>(sum[p][v]));
      });
    });
  }
};

}  // namespace tyto::vectors
