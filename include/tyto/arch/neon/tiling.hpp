// SPDX-License-Identifier: Apache-2.0
// The free choices of the kernels. Each gives the same bytes; which is fastest depends on the layer
// and on the core.
//
//   template <>
//   inline constexpr tyto::neon::tiling tyto::neon::tiling_of<my_model::pointwise_1>{.pixels = 4};
//
// A specialisation stands after the layer and before the network that runs it.
#pragma once

namespace tyto::neon {

struct tiling {
  int pixels = 5;          // convolutions: of a tile, 1 to most_pixels
  int columns = 8;         // depthwise: pixels whose code is laid out in a row, 1 to most_columns
  bool whole_rows = true;  // depthwise: the code of depthwise_row_a32.hpp where it fits
};

inline constexpr int most_pixels = 5;
inline constexpr int most_columns = 8;

// The largest number of pixels of which a row is a multiple, if that is no less than 4: a tile that
// stays in a row is gathered at once.
constexpr int pixels_for_width(int width) {
  return width % 5 != 0 && width % 4 == 0 ? 4 : 5;
}

template <class Layer>
inline constexpr tiling tiling_of{.pixels = pixels_for_width(Layer::spec.output.width)};

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
