// SPDX-License-Identifier: Apache-2.0
// A depthwise convolution of one input channel is a plain convolution: its layer, with the weights
// in that order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/tiling.hpp"
#include "tyto/ops/conv2d.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::neon {

template <class Layer>
struct depthwise_as_conv2d {
  static constexpr const char* name = Layer::name;
  static constexpr ops::conv2d<std::int8_t> spec{.input = Layer::spec.input,
                                                 .output = Layer::spec.output,
                                                 .window = Layer::spec.window,
                                                 .numerics = Layer::spec.numerics};
  static constexpr auto& bias = Layer::bias;
  static constexpr auto& mantissa = Layer::mantissa;
  static constexpr auto& exponent = Layer::exponent;

 private:
  static constexpr int taps = Layer::spec.taps();
  static constexpr int filters = Layer::spec.output.channels;
  struct transposed_weights {
    std::int8_t of[std::size_t(filters * taps)] = {};
  };
  static constexpr transposed_weights transposed = [] {
    transposed_weights t;
    for (int f = 0; f < filters; ++f) {
      for (int tap = 0; tap < taps; ++tap)
        t.of[f * taps + tap] = Layer::weights[tap * filters + f];
    }
    return t;
  }();

 public:
  static constexpr auto& weights = transposed.of;
};

template <class Layer>
inline constexpr tiling tiling_of<depthwise_as_conv2d<Layer>> = tiling_of<Layer>;

}  // namespace tyto::neon
