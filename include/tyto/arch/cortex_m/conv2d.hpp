// SPDX-License-Identifier: Apache-2.0
// Convolution, int8: the taps of four output pixels are gathered, then it is a matrix product.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/matrix.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept conv2d_int8 = ops::conv2d_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::conv2d_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using product = cortex_m::matrix<Layer, s.taps()>;
  static constexpr int pixels = s.output.height * s.output.width;
  static constexpr int tiles = pixels / cortex_m::tile_pixels;

 public:
  // A tile of widened taps, and the bytes of one pixel's. A tile may go on in the next row: its
  // inputs are read before any of its outputs is written.
  static constexpr std::int64_t scratch_bytes = cortex_m::tile_bytes(s.taps()) + s.taps();

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    constexpr bool down = Order == row_order::top_down;
    auto* const taps = reinterpret_cast<cortex_m::word*>(scratch);
    std::int8_t* const bytes = scratch + cortex_m::tile_bytes(s.taps());
    for (int i = 0; i < tiles; ++i) {
      const int nth = cortex_m::tile_pixels * i;
      const int first = down ? nth : pixels - cortex_m::tile_pixels - nth;
      for (int p = 0; p < cortex_m::tile_pixels; ++p) {
        gather(input, first + p, bytes);
        cortex_m::widen(bytes, s.taps(), taps + p);
      }
      cortex_m::run_tile<product::rule, product::sums>(
          taps, product::weights.data(), product::constants.data(), s.taps(), s.output.channels,
          output + first * s.output.channels);
    }
    for (int nth = tiles * cortex_m::tile_pixels; nth < pixels; ++nth) {
      const int p = down ? nth : pixels - 1 - nth;
      gather(input, p, bytes);
      cortex_m::run_pixel<product::rule, product::is_joined, product::quads_only>(
          bytes, product::weights.data(), product::constants.data(), s.taps(), s.output.channels,
          output + p * s.output.channels);
    }
  }

 private:
  static constexpr int run_bytes = s.window.size.width * s.input.channels;

  // All taps of an output pixel; those outside the input are its zero point.
  [[gnu::noinline]] static void gather(const std::int8_t* input, int pixel, std::int8_t* bytes) {
    const int y = pixel / s.output.width;
    const int x = pixel % s.output.width;
    const int top = y * s.window.stride.height - s.window.pad.top;
    const int left = x * s.window.stride.width - s.window.pad.left;
    const index_range rows = s.window.rows(y, s.input.height);
    const index_range columns = s.window.columns(x, s.input.width);
    const bool all_columns = columns.size() == s.window.size.width;
    if (!all_columns || rows.size() != s.window.size.height) {
      for (int i = 0; i < s.taps(); ++i)
        bytes[i] = static_cast<std::int8_t>(s.numerics.input_zero_point);
    }
    std::int8_t* to =
        bytes + (rows.begin - top) * run_bytes + (columns.begin - left) * s.input.channels;
    const std::int8_t* from = input + s.input.index(rows.begin, columns.begin, 0);
    for (int row = rows.begin; row < rows.end; ++row) {
      if (all_columns) {
        __builtin_memcpy(to, from, std::size_t{run_bytes});
      } else {
        for (int i = 0; i < columns.size() * s.input.channels; ++i)
          to[i] = from[i];
      }
      to += run_bytes;
      from += s.input.row_elements();
    }
  }
};

}  // namespace tyto
