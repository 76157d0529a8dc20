// SPDX-License-Identifier: Apache-2.0
// A few pixels times all output channels, kept in registers: what pointwise, conv2d and
// fully_connected are made of.
#pragma once

#include <array>
#include <cstdint>

#include "tyto/arch/xsimd/primitives.hpp"
#include "tyto/arch/xsimd/requantize.hpp"

namespace tyto::simd::int8 {

// Most taps of a pixel: a tile's are copied to the stack.
inline constexpr int most_taps = 16 * 1024;

constexpr int magnitude(int weight) {
  return weight < 0 ? -weight : weight;
}

// Two products of |x| <= 128 fit int16 together where |w0| + |w1| is at most this.
inline constexpr int most_pair = 255;

// The zero point stands in the bias. Taps are an even number, the last perhaps 0; with four lanes:
//
//   block 0   tap 0   c0 c1 c2 c3
//             tap 1   c0 c1 c2 c3
//             ...
//   block 1 ...
template <class Layer, int Taps, int Channels>
struct matrix_weights {
  static constexpr int taps = Taps + Taps % 2;
  static constexpr int blocks = blocks_of(Channels);

  alignas(64) std::array<std::int16_t, count(blocks* taps* lanes)> weights{};
  alignas(64) std::array<std::int32_t, count(blocks* lanes)> bias{};
  bool pairs_fit = true;

  // `channel_step` and `tap_step`: strides of Layer::weights.
  constexpr matrix_weights(int channel_step, int tap_step) {
    for (int c = 0; c < Channels; ++c) {
      std::int64_t sum = 0;
      int before = 0;
      for (int t = 0; t < Taps; ++t) {
        const int weight = Layer::weights[c * channel_step + t * tap_step];
        weights[count((c / lanes * taps + t) * lanes + c % lanes)] =
            static_cast<std::int16_t>(weight);
        sum += weight;
        if (t % 2 == 1 && magnitude(before) + magnitude(weight) > most_pair) pairs_fit = false;
        before = weight;
      }
      // Modulo 2^32: only the finished accumulator is known to fit.
      bias[count(position(c))] =
          static_cast<std::int32_t>(Layer::bias[c] - Layer::spec.numerics.input_zero_point * sum);
    }
  }
};

// Adds x0 * w0 + x1 * w1.
template <bool PairsFit>
[[gnu::always_inline]] inline void multiply(sums& acc, words x0, words w0, words x1, words w1) {
  if constexpr (PairsFit) {
    add(acc, x0 * w0 + x1 * w1);
  } else {
    add(acc, x0 * w0);
    add(acc, x1 * w1);
  }
}

// Layer's product; Layer::weights are [channel][tap].
template <class Layer, int Taps>
struct matrix {
  static constexpr int channels = Layer::spec.output.channels;

  // A row of `Width` pixels. gather(x, to) writes the Taps stored values of pixel x as int16.
  template <int Width, class Gather>
  static void run_row(Gather gather, std::int8_t* output) {
    constexpr int tile = Width <= 6 ? Width : 4;
    constexpr int whole = Width / tile * tile;
    for (int x = 0; x < whole; x += tile)
      run_tile<tile>(gather, x, output);
    if constexpr (whole < Width) run_tile<Width - whole>(gather, whole, output);
  }

 private:
  using packed_weights = matrix_weights<Layer, Taps, channels>;
  static constexpr packed_weights packed{Taps, 1};
  static constexpr int taps = packed_weights::taps;

  template <int Pixels, class Gather>
  static void run_tile(Gather& gather, int x, std::int8_t* output) {
    std::int16_t staged[count(Pixels * taps)];
    for (int p = 0; p < Pixels; ++p) {
      staged[p * taps + taps - 1] = 0;  // its weight may be no one's, and is 0
      gather(x + p, staged + p * taps);
    }
    std::int8_t* const to = output + x * channels;
    constexpr int full = channels / lanes * lanes;
    for (int c = 0; c < full; c += lanes)
      run_block<Pixels, lanes>(staged, c, to);
    if constexpr (full < channels) run_block<Pixels, channels - full>(staged, full, to);
  }

  template <int Pixels, int Stored>
  static void run_block(const std::int16_t* staged, int first, std::int8_t* to) {
    sums acc[count(Pixels)];
    const sums bias = load_sums(packed.bias.data() + first);
    each<Pixels>([&](auto p) __attribute__((always_inline)) { acc[p] = bias; });
    const std::int16_t* weights = packed.weights.data() + first * taps;
    for (int t = 0; t < taps; t += 2) {
      const words w0 = load_words(weights);
      const words w1 = load_words(weights + lanes);
      weights += 2 * lanes;
      each<Pixels>([&](auto p) __attribute__((always_inline)) {
        const std::int16_t* x = staged + p * taps + t;
        multiply<packed.pairs_fit>(acc[p], words(x[0]), w0, words(x[1]), w1);
      });
    }
    for (int p = 0; p < Pixels; ++p) {
      output_stage<Layer, channels>::template block<Stored>(acc[p], first,
                                                            to + p * channels + first);
    }
  }
};

}  // namespace tyto::simd::int8
