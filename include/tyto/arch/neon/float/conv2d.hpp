// SPDX-License-Identifier: Apache-2.0
// Convolution, float: the taps of a few output pixels are gathered, then it is a matrix product.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/float/matrix.hpp"
#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::neon {

template <class Layer>
concept conv2d_float = ops::conv2d_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::neon

namespace tyto {

template <neon::conv2d_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using product = neon::f32::matrix<Layer>;
  static constexpr int quad_taps = neon::f32::quad_taps;
  static constexpr const padding& pad = s.window.pad;
  static constexpr int pixels = s.output.height * s.output.width;
  static constexpr int tile_pixels =
      pixels < neon::f32::most_pixels ? pixels : neon::f32::most_pixels;
  static constexpr int last_pixels = pixels % tile_pixels;
  static constexpr int tap_floats = product::quads * quad_taps * tile_pixels;

  // The input rows under a window, with their pads.
  static constexpr int row_floats = (pad.left + s.input.width + pad.right) * s.input.channels;
  // Taps of one window that follow each other in such a row.
  static constexpr int run_taps = s.window.size.width * s.input.channels;

 public:
  // The taps of one tile and the padded rows of one output row. A tile may go on in the next row:
  // its inputs are read before any of its outputs is written.
  static constexpr std::int64_t scratch_bytes =
      (tap_floats + std::int64_t{s.window.size.height} * row_floats) * sizeof(float);

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output, std::int8_t* scratch) {
    auto* const taps = reinterpret_cast<float*>(scratch);
    padded_rows rows{input, taps + tap_floats};
    if constexpr (Order == row_order::top_down) {
      int first = 0;
      for (; first + tile_pixels <= pixels; first += tile_pixels)
        run_tile<Order, tile_pixels>(rows, output, taps, first);
      if constexpr (last_pixels > 0) run_tile<Order, last_pixels>(rows, output, taps, first);
    } else {
      for (int end = pixels; end >= tile_pixels; end -= tile_pixels)
        run_tile<Order, tile_pixels>(rows, output, taps, end - tile_pixels);
      if constexpr (last_pixels > 0) run_tile<Order, last_pixels>(rows, output, taps, 0);
    }
  }

 private:
  struct padded_rows {
    const float* input;
    float* memory;
    int y = -1;  // the output row whose window they are under

    void move_to(int row) {
      if (row == y) return;
      y = row;
      float* to = memory;
      for (int ky = 0; ky < s.window.size.height; ++ky) {
        fill(to, row * s.window.stride.height - pad.top + ky);
        to += row_floats;
      }
    }

   private:
    static constexpr int inner = s.input.row_elements();
    static constexpr int left = pad.left * s.input.channels;

    void fill(float* to, int input_row) const {
      if (input_row < 0 || input_row >= s.input.height) {
        clear<row_floats>(to);
      } else {
        clear<left>(to);
        neon::f32::copy<inner>(to + left, input + input_row * inner);
        clear<row_floats - left - inner>(to + left + inner);
      }
    }

    template <int Count>
    static void clear(float* to) {
      for (int i = 0; i < Count; ++i)
        to[i] = 0.0F;
    }
  };

  template <row_order Order, int Pixels>
  [[gnu::always_inline]] static inline void run_tile(padded_rows& rows, float* output, float* taps,
                                                     int first) {
    for (int i = 0; i < Pixels; ++i) {
      const int p = Order == row_order::top_down ? i : Pixels - 1 - i;
      const int pixel = first + p;
      rows.move_to(pixel / s.output.width);
      const int x = pixel % s.output.width;
      gather<Pixels>(rows.memory + x * s.window.stride.width * s.input.channels,
                     taps + p * quad_taps);
    }
    product::template run_tile<Pixels>(taps, output + first * s.output.channels);
  }

  // The taps of one of `Pixels` windows, four by four.
  template <int Pixels>
  [[gnu::always_inline]] static inline void gather(const float* from, float* to) {
    if constexpr (run_taps % quad_taps == 0) {
      for (int ky = 0; ky < s.window.size.height; ++ky) {
#pragma GCC unroll 4
        for (int t = 0; t < run_taps; t += quad_taps) {
          vst1q_f32(to, vld1q_f32(from + t));
          neon::step(to, Pixels * quad_taps);
        }
        neon::step(from, row_floats);
      }
    } else {
      int tap = 0;
      const auto put = [&](float x) {
        to[tap % quad_taps] = x;
        if (++tap % quad_taps == 0) to += Pixels * quad_taps;
      };
      for (int ky = 0; ky < s.window.size.height; ++ky) {
        for (int t = 0; t < run_taps; ++t)
          put(from[ky * row_floats + t]);
      }
      while (tap % quad_taps != 0)
        put(0.0F);
    }
  }
};

}  // namespace tyto
