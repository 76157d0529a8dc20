// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, int8: tiles of pixels in a row, which may go on in the next row.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/matrix.hpp"
#include "tyto/arch/neon/int8/widen.hpp"
#include "tyto/arch/neon/tiling.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::neon {

template <class Layer>
concept pointwise_int8 =
    ops::pointwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::neon

namespace tyto {

template <neon::pointwise_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using product = neon::matrix<Layer, 1>;
  static constexpr int pixels = s.input.height * s.input.width;
  static constexpr int tile_pixels = neon::tile_pixels<Layer>(pixels);
  static constexpr int last_pixels = pixels % tile_pixels;

 public:
  // The inputs of one tile: once they are there, its outputs may be written over them.
  static constexpr std::int64_t scratch_bytes =
      std::int64_t{product::quads} * neon::quad_taps * tile_pixels * sizeof(neon::lane);

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    auto* const taps = reinterpret_cast<neon::lane*>(scratch);
    if constexpr (Order == row_order::top_down) {
      int first = 0;
      for (; first + tile_pixels <= pixels; first += tile_pixels)
        run_tile<tile_pixels>(input, output, taps, first);
      if constexpr (last_pixels > 0) run_tile<last_pixels>(input, output, taps, first);
    } else {
      for (int end = pixels; end >= tile_pixels; end -= tile_pixels)
        run_tile<tile_pixels>(input, output, taps, end - tile_pixels);
      if constexpr (last_pixels > 0) run_tile<last_pixels>(input, output, taps, 0);
    }
  }

 private:
  template <int Pixels>
  [[gnu::always_inline]] static inline void run_tile(const std::int8_t* input, std::int8_t* output,
                                                     neon::lane* taps, int first) {
    for (int p = 0; p < Pixels; ++p) {
      neon::widen_run<s.input.channels, Pixels, product::widening_shift>(
          input + (first + p) * s.input.channels, taps + p * neon::quad_taps);
    }
    product::template run_tile<Pixels>(taps, output + first * s.output.channels);
  }
};

}  // namespace tyto
