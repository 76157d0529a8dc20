// SPDX-License-Identifier: Apache-2.0
// What convolutions of any kind and fully connected layers are: sums of taps times weights, the
// same weights for every pixel.
//
// Four pixels times two channels at a time. Taps are made 16 bits wide once for all channels;
// weights stay bytes in flash, and are widened once for four pixels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/joined_tile.hpp"
#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/arch/cortex_m/store.hpp"

namespace tyto::cortex_m {

inline constexpr int tile_pixels = 4;

// Taps are padded with weights of 0 to what multiply_tile and multiply_joined take at a time: four
// steps, of two taps each, and calls of the latter that are alike.
constexpr int calls(int taps) {
  return (taps + 2 * most_joined_steps - 1) / (2 * most_joined_steps);
}
constexpr int steps_a_call(int taps) {
  return (taps + 8 * calls(taps) - 1) / (8 * calls(taps)) * 4;
}
constexpr int steps(int taps) {
  return calls(taps) * steps_a_call(taps);
}
constexpr int padded_taps(int taps) {
  return 2 * steps(taps);
}

// Bytes of the taps of a tile.
constexpr std::int64_t tile_bytes(int taps) {
  return std::int64_t{padded_taps(taps)} * tile_pixels * 2;
}

// Layer::weights[out][Taps] as pairs of channels a, b; a row of the drawing is a word, its bytes
// from the lowest, and the number is the tap:
//
//   a0 b0 a2 b2
//   a1 b1 a3 b3
//   a4 b4 a6 b6
//   ...            then the next pair of channels
//
// SXTB16 makes (0, 2) or (1, 3) of four neighbours, of weights and taps alike. Where all pairs can
// be joined, so they are (joined_tile.hpp): that is one less in b where a is negative.
template <class Layer, int Taps>
struct matrix {
  static constexpr int channels = Layer::spec.output.channels;
  static constexpr int pairs = (channels + 1) / 2;
  static constexpr store_rule rule = store_rule_of<Layer, Taps>();

  static constexpr std::int8_t weight(int c, int tap) {
    return c < channels ? Layer::weights[c * Taps + tap] : std::int8_t{0};
  }
  static constexpr bool is_joined = [] {
    bool can = joins;
    for (int i = 0; i < pairs * Taps; ++i)
      can = can && can_join(weight(i / Taps * 2, i % Taps), weight(i / Taps * 2 + 1, i % Taps));
    return can;
  }();

  static constexpr bool quads_only = channels % 4 == 0;
  static constexpr sums_rule sums =
      is_joined ? sums_rule{calls(Taps), steps_a_call(Taps), channels % 2 == 0}
                : sums_rule{0, 0, false};

  static constexpr auto weights = [] {
    std::array<word, std::size_t(pairs) * std::size_t(steps(Taps))> packed{};
    for (int c = 0; c < channels; c += 2) {
      for (int t = 0; t < Taps; ++t) {
        const word a = static_cast<std::uint8_t>(weight(c, t));
        const word b = static_cast<std::uint8_t>(weight(c + 1, t));
        const word both = is_joined ? joined(weight(c, t), weight(c + 1, t)) : a | b << 8;
        const int step = c / 2 * steps(Taps) + t / 4 * 2 + t % 2;
        packed[static_cast<std::size_t>(step)] |= both << (16 * (t / 2 % 2));
      }
    }
    return packed;
  }();

  static constexpr auto constants = [] {
    std::array<channel, std::size_t(pairs) * 2> all{};
    for (int c = 0; c < channels; ++c) {
      std::int32_t sum = 0;
      for (int t = 0; t < Taps; ++t)
        sum += Layer::weights[c * Taps + t];
      all[static_cast<std::size_t>(c)] = channel_of<Layer, rule>(c, sum);
    }
    return all;
  }();
};

// The first `count` of four bytes, 1 <= count <= 3; nothing is read behind them.
inline word load_some(const std::int8_t* from, int count) {
  word w = static_cast<std::uint8_t>(from[0]);
  if (count > 1) w |= static_cast<word>(static_cast<std::uint8_t>(from[1])) << 8;
  if (count > 2) w |= static_cast<word>(static_cast<std::uint8_t>(from[2])) << 16;
  return w;
}

// One pixel's taps into its place in a tile: every fourth word.
[[gnu::noinline]] inline void widen(const std::int8_t* from, int taps, word* to) {
  const auto put = [&](word bytes) {
    to[0] = sxtb16(bytes);
    to[tile_pixels] = sxtb16_ror8(bytes);
    to += 2 * tile_pixels;
  };
#pragma GCC unroll 4
  for (int i = taps / 4; i > 0; --i) {
    put(load(from));
    from += 4;
  }
  if (taps % 4 != 0) put(load_some(from, taps % 4));
}

template <store_rule Rule>
[[gnu::always_inline]] inline void store_pixels(std::int32_t p0, std::int32_t p1, std::int32_t p2,
                                                std::int32_t p3, const channel& c, int channels,
                                                std::int8_t* output) {
  const std::int32_t mantissa = c.mantissa;
  const std::int32_t shift = c.shift;
  output[0] = stored<Rule>(p0, mantissa, shift);
  output[channels] = stored<Rule>(p1, mantissa, shift);
  output += 2 * channels;
  output[0] = stored<Rule>(p2, mantissa, shift);
  output[channels] = stored<Rule>(p3, mantissa, shift);
}

// Four pixels' sums for the channels of constants[0] and constants[1].
template <sums_rule Sums>
[[gnu::always_inline]] inline tile sums_of(const word* taps, const word* weights, int words,
                                           const channel* constants) {
  const std::int32_t a = constants[0].bias;
  const std::int32_t b = constants[1].bias;
  tile sums{a, a, a, a, b, b, b, b};
  if constexpr (Sums.calls == 0) {
    multiply_tile(sums, taps, weights, weights + words);
  } else {
    joined_tile now{a, a, a, a, 0, 0, 0, 0};
    for (int i = 0; i < Sums.calls; ++i) {
      multiply_joined<Sums.steps>(now, taps, weights);
      sums.b0 += sum_of_b(now.n0, now.a0);
      sums.b1 += sum_of_b(now.n1, now.a1);
      sums.b2 += sum_of_b(now.n2, now.a2);
      sums.b3 += sum_of_b(now.n3, now.a3);
      taps += tile_pixels * Sums.steps;
      weights += Sums.steps;
    }
    sums.a0 = now.a0;
    sums.a1 = now.a1;
    sums.a2 = now.a2;
    sums.a3 = now.a3;
  }
  return sums;
}

// Four pixels, widened; writes int8[4][channels]. `taps` as the layer has them.
template <store_rule Rule, sums_rule Sums>
[[gnu::noinline]] void run_tile(const word* tile_taps, const word* weights,
                                const channel* constants, int taps, int channels,
                                std::int8_t* output) {
  if constexpr (runs_joined<Rule, Sums>) {
    run_joined<Rule, Sums>(tile_taps, weights, constants, channels, output);
  } else {
    const int words = steps(taps);
    for (int c = 0; c < channels; c += 2) {
      const tile sums = sums_of<Sums>(tile_taps, weights, words, constants);
      weights += words;
      store_pixels<Rule>(sums.a0, sums.a1, sums.a2, sums.a3, constants[0], channels, output + c);
      if (c + 1 < channels) {
        store_pixels<Rule>(sums.b0, sums.b1, sums.b2, sums.b3, constants[1], channels,
                           output + c + 1);
      }
      constants += 2;
    }
  }
}

// One pixel's sums for Pairs pairs of channels; writes the first `channels` of them.
template <store_rule Rule, bool IsJoined, int Pairs>
[[gnu::always_inline]] inline void run_pairs(const std::int8_t* input, const word* weights,
                                             const channel* constants, int taps, int channels,
                                             std::int8_t* output) {
  std::int32_t a[std::size_t{Pairs}];
  std::int32_t b[std::size_t{Pairs}];
#pragma GCC unroll 2
  for (int i = 0; i < Pairs; ++i) {
    a[i] = constants[2 * i].bias;
    b[i] = constants[2 * i + 1].bias;
  }
  const int words = steps(taps);
  int t = 0;
  do {
    const int end = IsJoined && taps - t > most_joined_taps ? t + most_joined_taps : taps;
    std::int32_t n[std::size_t{Pairs}];
#pragma GCC unroll 2
    for (int i = 0; i < Pairs; ++i)
      n[i] = a[i];
    const auto add = [&](word bytes) __attribute__((always_inline)) {
      const word even = sxtb16(bytes);
      const word odd = sxtb16_ror8(bytes);
#pragma GCC unroll 2
      for (int i = 0; i < Pairs; ++i) {
        const word first = weights[i * words];
        const word second = weights[i * words + 1];
        if constexpr (IsJoined) {
          n[i] = smlad(odd, second, smlad(even, first, n[i]));
        } else {
          b[i] = smlad(odd, sxtb16_ror8(second), smlad(even, sxtb16_ror8(first), b[i]));
        }
        a[i] = smlad(odd, sxtb16(second), smlad(even, sxtb16(first), a[i]));
      }
      weights += 2;
    };
    for (; t + 4 <= end; t += 4)
      add(load(input + t));
    if (t < end) {
      add(load_some(input + t, end - t));
      t = end;
    }
    if constexpr (IsJoined) {
#pragma GCC unroll 2
      for (int i = 0; i < Pairs; ++i)
        b[i] += sum_of_b(n[i], a[i]);
    }
  } while (t < taps);
#pragma GCC unroll 2
  for (int i = 0; i < Pairs; ++i) {
    output[2 * i] = stored<Rule>(a[i], constants[2 * i].mantissa, constants[2 * i].shift);
    if (2 * i + 1 < channels) {
      output[2 * i + 1] =
          stored<Rule>(b[i], constants[2 * i + 1].mantissa, constants[2 * i + 1].shift);
    }
  }
}

// One pixel as it lies in memory; writes int8[channels], of which there are quads, or not only.
template <store_rule Rule, bool IsJoined, bool QuadsOnly>
[[gnu::noinline]] void run_pixel(const std::int8_t* input, const word* weights,
                                 const channel* constants, int taps, int channels,
                                 std::int8_t* output) {
  for (; channels >= 4; channels -= 4) {  // whose inputs are widened once
    run_pairs<Rule, IsJoined, 2>(input, weights, constants, taps, 4, output);
    weights += 2 * steps(taps);
    constants += 4;
    output += 4;
  }
  if constexpr (!QuadsOnly) {
    for (; channels > 0; channels -= 2) {
      run_pairs<Rule, IsJoined, 1>(input, weights, constants, taps, channels, output);
      weights += steps(taps);
      constants += 2;
      output += 2;
    }
  }
}

}  // namespace tyto::cortex_m
