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

// `count` tiles of `Pixels` pixels of `Channels` inputs, each `step` pixels (negative: backwards)
// from the one before. A function of its own: layers whose Tiles (matrix::tiles) are one type share
// it.
template <class Tiles, int Pixels, int Channels, int InputShift>
[[gnu::noinline]] void run_pointwise_tiles(const std::int8_t* input, std::int8_t* output,
                                           lane* taps, const typename Tiles::weight* weights,
                                           const std::int32_t* lines, int count, int step) {
  for (; count > 0; --count) {
    for (int p = 0; p < Pixels; ++p)
      widen_run<Channels, Pixels, InputShift>(input + p * Channels, taps + p * quad_taps);
    Tiles::template run_tile<Pixels>(taps, weights, lines, output);
    input += step * Channels;
    output += step * Tiles::channels;
  }
}

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
    constexpr bool down = Order == row_order::top_down;
    run_tiles<tile_pixels>(input, output, taps, down ? 0 : pixels - tile_pixels,
                           pixels / tile_pixels, down ? tile_pixels : -tile_pixels);
    if constexpr (last_pixels > 0)
      run_tiles<last_pixels>(input, output, taps, down ? pixels - last_pixels : 0, 1, 0);
  }

 private:
  template <int Pixels>
  static void run_tiles(const std::int8_t* input, std::int8_t* output, neon::lane* taps, int first,
                        int count, int step) {
    neon::run_pointwise_tiles<typename product::tiles, Pixels, s.input.channels,
                              product::widening_shift>(
        input + first * s.input.channels, output + first * s.output.channels, taps,
        product::first_weight, product::first_line, count, step);
  }
};

}  // namespace tyto
