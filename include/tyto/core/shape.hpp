// SPDX-License-Identifier: Apache-2.0
// Shapes of activations and the window that a convolution or a pool slides over them.
#pragma once

#include <cstddef>

namespace tyto {

// Extent of one activation tensor, batch 1, axis order [height][width][channels], channels
// innermost. A vector is {1, 1, n}.
struct shape {
  int height = 1;
  int width = 1;
  int channels = 1;

  [[nodiscard]] constexpr int elements() const { return height * width * channels; }
  [[nodiscard]] constexpr int row_elements() const { return width * channels; }

  // Position of element (y, x, c) in memory; no bounds are checked.
  [[nodiscard]] constexpr std::size_t index(int y, int x, int c) const {
    return static_cast<std::size_t>((y * width + x) * channels + c);
  }

  friend constexpr bool operator==(const shape&, const shape&) = default;
};

// Height and width of a filter, or the steps it moves by.
struct extent {
  int height = 1;
  int width = 1;

  friend constexpr bool operator==(const extent&, const extent&) = default;
};

// Rows and columns of real zero around the input. Both sides of an axis are given, so that SAME
// padding of any framework (which may be uneven) needs no rule here.
struct padding {
  int top = 0;
  int bottom = 0;
  int left = 0;
  int right = 0;

  friend constexpr bool operator==(const padding&, const padding&) = default;
};

// Half-open range of rows or columns; empty when begin >= end.
struct index_range {
  int begin = 0;
  int end = 0;

  [[nodiscard]] constexpr int size() const { return end > begin ? end - begin : 0; }
};

// A filter of `size`, moved by `stride` over an input padded by `pad`.
struct window {
  extent size;
  extent stride;
  padding pad;

  // Rows of the input, clipped to it, that output row `y` reads.
  [[nodiscard]] constexpr index_range rows(int y, int input_height) const {
    return clip(y * stride.height - pad.top, size.height, input_height);
  }

  // Columns of the input, clipped to it, that output column `x` reads.
  [[nodiscard]] constexpr index_range columns(int x, int input_width) const {
    return clip(x * stride.width - pad.left, size.width, input_width);
  }

  // Shape of the output for an input of shape `input` and `channels` filters; an axis along which
  // the window does not fit the padded input gives 0.
  [[nodiscard]] constexpr shape output(shape input, int channels) const {
    return {positions(input.height + pad.top + pad.bottom, size.height, stride.height),
            positions(input.width + pad.left + pad.right, size.width, stride.width), channels};
  }

  // False for a window that no input can make sense of: empty, standing still or with a negative
  // pad.
  [[nodiscard]] constexpr bool valid() const {
    return size.height > 0 && size.width > 0 && stride.height > 0 && stride.width > 0 &&
           pad.top >= 0 && pad.bottom >= 0 && pad.left >= 0 && pad.right >= 0;
  }

  friend constexpr bool operator==(const window&, const window&) = default;

 private:
  static constexpr int positions(int padded, int count, int step) {
    return padded < count ? 0 : (padded - count) / step + 1;
  }

  static constexpr index_range clip(int first, int count, int limit) {
    return {first < 0 ? 0 : first, first + count > limit ? limit : first + count};
  }
};

}  // namespace tyto
