// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, int8: tiles of pixels in a row, which may go on in the next row.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/cortex_m/matrix.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept pointwise_int8 =
    ops::pointwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::pointwise_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using product = cortex_m::matrix<Layer, s.input.channels>;
  static constexpr int pixels = s.input.height * s.input.width;
  static constexpr int tiles = pixels / cortex_m::tile_pixels;

 public:
  static constexpr std::int64_t scratch_bytes =
      tiles == 0 ? 0 : cortex_m::tile_bytes(s.input.channels);

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    constexpr bool down = Order == row_order::top_down;
    auto* const taps = reinterpret_cast<cortex_m::word*>(scratch);
    for (int i = 0; i < tiles; ++i)
      run_tile(input, output, taps, cortex_m::tile_pixels * i, down);
    for (int p = tiles * cortex_m::tile_pixels; p < pixels; ++p)
      run_pixel(input, output, down ? p : pixels - 1 - p);
  }

 private:
  // `nth`: the tile's first pixel in the order of running.
  static void run_tile(const std::int8_t* input, std::int8_t* output, cortex_m::word* taps, int nth,
                       bool down) {
    const int first = down ? nth : pixels - cortex_m::tile_pixels - nth;
    for (int p = 0; p < cortex_m::tile_pixels; ++p)
      cortex_m::widen(input + (first + p) * s.input.channels, s.input.channels, taps + p);
    cortex_m::run_tile<product::rule, product::sums>(
        taps, product::weights.data(), product::constants.data(), s.input.channels,
        s.output.channels, output + first * s.output.channels);
  }

  static void run_pixel(const std::int8_t* input, std::int8_t* output, int p) {
    cortex_m::run_pixel<product::rule, product::is_joined, product::quads_only>(
        input + p * s.input.channels, product::weights.data(), product::constants.data(),
        s.input.channels, s.output.channels, output + p * s.output.channels);
  }
};

}  // namespace tyto
