// SPDX-License-Identifier: Apache-2.0
// What the kernels with weights share when they look for a layer's lines: its channels' sums, the
// scale that suits all of them, and block by block whether every channel has a line.
#pragma once

#include <cstddef>
#include <utility>

#include "tyto/arch/neon/int8/requantize_line.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon {

template <int Channels>
struct layer_sums {
  channel_sums of[std::size_t(Channels)];
};

// Tap t of channel c is Layer::weights[c * ChannelStep + t * TapStep]. (Arrays in structs, and
// loops without calls: compilers are slow at evaluating these.)
template <class Layer, int ChannelStep, int TapStep>
constexpr auto sums_of() {
  constexpr auto& s = Layer::spec;
  layer_sums<s.output.channels> all{};
  for (int c = 0; c < s.output.channels; ++c) {
    int positive = 0;
    int negative = 0;
    const auto* w = &Layer::weights[c * ChannelStep];
    for (int t = 0; t < s.taps(); ++t) {
      const int weight = w[t * TapStep];
      (weight > 0 ? positive : negative) += weight;
    }
    all.of[c] = {.min = -128 * positive + 127 * negative,
                 .max = 127 * positive - 128 * negative,
                 .bias = Layer::bias[c] - s.numerics.input_zero_point * (positive + negative)};
  }
  return all;
}

// f of a layer: what suits all channels, negative where there is none. left_shift(c) is k.
template <class Layer, class Sums, class LeftShift>
constexpr int fraction_shift_of(const Sums& sums, LeftShift left_shift) {
  constexpr auto& n = Layer::spec.numerics;
  int f = may_have_line(n) ? 7 : -1;
  for (int c = 0; c < Layer::spec.output.channels; ++c) {
    const int largest =
        largest_fraction_shift(sums.of[c], ops::multiplier_of<Layer>(c), n, left_shift(c));
    f = largest < f ? largest : f;
  }
  return f;
}

// f(0), ... f(Blocks - 1), the number a constant. (Lines are found a block at a time, each block's
// a constant of its own: compilers bound the work that one may take.)
template <int Blocks, class F>
constexpr void for_each_block(F f) {
  [&]<int... Block>(std::integer_sequence<int, Block...>) {
    (f(std::integral_constant<int, Block>{}), ...);
  }
  (std::make_integer_sequence<int, Blocks>{});
}

// Whether `all_found` is set in the lines of every block; lines(0), ... as above.
template <int Blocks, class Lines>
constexpr bool all_blocks_found(Lines lines) {
  return [&]<int... Block>(std::integer_sequence<int, Block...>) {
    return (lines(std::integral_constant<int, Block>{}).all_found && ...);
  }
  (std::make_integer_sequence<int, Blocks>{});
}

}  // namespace tyto::neon
