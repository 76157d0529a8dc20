// SPDX-License-Identifier: Apache-2.0
// A layer's weights times the taps of a few pixels, float.
#pragma once

#include <cstddef>

#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/arch/neon/tile/float.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon::f32 {

// Layer::weights is [out][tap].
template <class Layer>
struct matrix {
  static constexpr auto& s = Layer::spec;
  static constexpr int channels = s.output.channels;
  static constexpr int taps = s.taps();
  static constexpr int quads = (taps + quad_taps - 1) / quad_taps;

  // Outputs of `Pixels` pixels that follow each other in memory.
  template <int Pixels>
  [[gnu::always_inline]] static inline void run_tile(const float* inputs, float* output) {
    using range = ops::float_range<Layer>;
    using tile = matrix_tile<Pixels, quads>;
    const float* weights = packed.values;
    for (int c = 0; c + block_channels <= channels; c += block_channels) {
      tile::template store<range::has_min, range::has_max>(
          inputs, weights, range::min, range::max, output + c,
          std::ptrdiff_t{channels} * static_cast<int>(sizeof(float)));
    }
    if constexpr (constexpr int rest = channels % block_channels; rest > 0) {
      array<float, Pixels * block_channels> block;
      tile::template store<range::has_min, range::has_max>(inputs, weights, range::min, range::max,
                                                           block, block_channels * sizeof(float));
      for (int p = 0; p < Pixels; ++p)
        copy<rest>(output + (p + 1) * channels - rest, block + p * block_channels);
    }
  }

 private:
  static constexpr int blocks = (channels + block_channels - 1) / block_channels;
  static constexpr int block_floats = block_channels * (1 + quads * quad_taps);

  struct packed_weights {
    alignas(16) float values[static_cast<std::size_t>(blocks * block_floats)];
  };

  static constexpr packed_weights packed = [] {
    packed_weights p{};
    for (int c = 0; c < channels; ++c) {
      float* const column = p.values + c / block_channels * block_floats + c % block_channels;
      column[0] = Layer::bias[c];
      for (int t = 0; t < taps; ++t)
        column[(1 + t) * block_channels] = Layer::weights[c * taps + t];
    }
    return p;
  }();
};

}  // namespace tyto::neon::f32
