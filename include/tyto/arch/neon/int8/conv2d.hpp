// SPDX-License-Identifier: Apache-2.0
// Convolution, int8: the taps of a few output pixels are gathered, then it is a matrix product.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/input_rows.hpp"
#include "tyto/arch/neon/int8/matrix.hpp"
#include "tyto/arch/neon/int8/widen.hpp"
#include "tyto/arch/neon/tiling.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::neon {

template <class Layer>
concept conv2d_int8 = ops::conv2d_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::neon

namespace tyto {

template <neon::conv2d_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using product = neon::matrix<Layer, s.window.size.height>;
  using rows = neon::input_rows<s.input, s.output, s.window, s.numerics.input_zero_point,
                                product::widening_shift>;
  static constexpr int pixels = s.output.height * s.output.width;
  static constexpr int tile_pixels = neon::tile_pixels<Layer>(pixels);
  static constexpr int last_pixels = pixels % tile_pixels;
  // Rounded up: the rows behind are aligned as a vector is.
  static constexpr int tap_elements = (product::quads * neon::quad_taps * tile_pixels + 7) / 8 * 8;

 public:
  // The inputs of one tile, and rows. A tile may go on in the next row: its inputs are read before
  // any of its outputs is written.
  static constexpr std::int64_t scratch_bytes =
      tap_elements * std::int64_t{sizeof(neon::lane)} + rows::memory_bytes;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    auto* const taps = reinterpret_cast<neon::lane*>(scratch);
    rows windows;
    position<Order> at{windows};
    at.windows.template start<Order>(input, taps + tap_elements);
    constexpr int first = Order == row_order::top_down ? 0 : pixels - tile_pixels;
    constexpr int step = Order == row_order::top_down ? tile_pixels : -tile_pixels;
    int pixel = first;
    for (int tile = 0; tile < pixels / tile_pixels; ++tile) {
      run_tile<Order, tile_pixels>(at, taps, output + pixel * s.output.channels);
      pixel += step;
    }
    if constexpr (last_pixels > 0) {
      constexpr int last = Order == row_order::top_down ? pixels - last_pixels : 0;
      run_tile<Order, last_pixels>(at, taps, output + last * s.output.channels);
    }
  }

 private:
  // The next output pixel whose taps are wanted.
  template <row_order Order>
  struct position {
    static constexpr bool down = Order == row_order::top_down;

    rows& windows;
    int y = down ? 0 : s.output.height - 1;
    int x = down ? 0 : s.output.width - 1;

    void advance(int count) {
      x += down ? count : -count;
      if (x != (down ? s.output.width : -1)) return;
      x = down ? 0 : s.output.width - 1;
      y += down ? 1 : -1;
      if (y != (down ? s.output.height : -1)) windows.template move_to<Order>(y);
    }
  };

  template <row_order Order, int Pixels>
  [[gnu::always_inline]] static inline void run_tile(position<Order>& at, neon::lane* taps,
                                                     std::int8_t* output) {
    constexpr bool down = Order == row_order::top_down;
    if constexpr (s.output.width % tile_pixels == 0) {
      // Tiles that never leave a row: all their pixels at a time.
      gather<Pixels, Pixels>(at.windows, down ? at.x : at.x - Pixels + 1, taps);
      at.advance(Pixels);
    } else {
      for (int i = 0; i < Pixels; ++i) {
        const int p = down ? i : Pixels - 1 - i;
        gather<1, Pixels>(at.windows, at.x, taps + p * neon::quad_taps);
        at.advance(1);
      }
    }
    product::template run_tile<Pixels>(taps, output);
  }

  // All taps of the windows at columns x to x + Count - 1, as quads of neighbours in a tile of
  // `Pixels`.
  template <int Count, int Pixels>
  [[gnu::always_inline]] static inline void gather(const rows& windows, int x, neon::lane* to) {
    constexpr int column = s.window.stride.width * s.input.channels;
    for (int r = 0; r < s.window.size.height; ++r) {
      const neon::lane* from = windows[r] + x * column;
#pragma GCC unroll 5
      for (int p = 0; p < Count; ++p) {
        neon::copy_quads<product::run_quads, Pixels>(from, to + p * neon::quad_taps);
        neon::step(from, column);
      }
      to += product::run_quads * neon::quad_taps * Pixels;
    }
  }
};

}  // namespace tyto
