// SPDX-License-Identifier: Apache-2.0
// The free choices of the kernels. Each gives the same bytes; which is fastest depends on the layer
// and on the core. tyto-tune measures them and writes what is better than these defaults as
// specialisations of tyto::tuning.
#pragma once

#include "tyto/core/arch.hpp"
#include "tyto/core/tuning.hpp"

namespace tyto::neon {

struct tiling {
  int pixels = 5;             // convolutions: of a tile, 1 to most_pixels
  bool wide_weights = false;  // convolutions: 16-bit in flash too, a few per cent faster
  int columns = 8;         // depthwise: pixels whose code is laid out in a row, 1 to most_columns
  bool whole_rows = true;  // depthwise: the code of int8/depthwise_row_a32.hpp where it fits
};

inline constexpr int most_pixels = 5;
inline constexpr int most_columns = 8;

// The largest number of pixels of which a row is a multiple, if that is no less than 4: a tile that
// stays in a row is gathered at once.
constexpr int pixels_for_width(int width) {
  return width % 5 != 0 && width % 4 == 0 ? 4 : 5;
}

template <class Layer>
inline constexpr tiling tiling_of = tuning<Layer, arch::neon>::of(tiling{
    .pixels = pixels_for_width(Layer::spec.output.width)});

// Pixels of a tile of a layer that has `pixels`.
template <class Layer>
constexpr int tile_pixels(int pixels) {
  constexpr int chosen = tiling_of<Layer>.pixels;
  static_assert(1 <= chosen && chosen <= most_pixels,
                "tyto: a layer's NEON tiling has too many pixels for the registers, or none; cure: "
                "1 to 5");
  return pixels < chosen ? pixels : chosen;
}

}  // namespace tyto::neon
