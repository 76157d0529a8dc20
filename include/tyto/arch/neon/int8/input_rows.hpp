// SPDX-License-Identifier: Apache-2.0
// The input rows under one row of windows: as lanes (tile/int8.hpp), with their padding.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/int8/widen.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::neon {

// row[r] points to what row r of the filter meets at output column 0. Every input row is widened
// once, into a ring of as many rows as the filter has; rows outside the image are all one row of
// padding. The output may be written over an input row as soon as it is here.
//
//   memory   lane [filter rows + 1][row_elements], padding in the last; all times 2^Shift
template <shape Input, shape Output, window Window, int Padding, int Shift>
class input_rows {
  static constexpr int filter_rows = Window.size.height;
  static constexpr int padded_width = (Output.width - 1) * Window.stride.width + Window.size.width;
  static constexpr int left = Window.pad.left;
  // Elements of an input row that some window reads.
  static constexpr int read_width =
      padded_width - left < Input.width ? padded_width - left : Input.width;
  static constexpr int read_elements = read_width > 0 ? read_width* Input.channels : 0;
  static constexpr int left_elements = left * Input.channels;
  static constexpr int used_elements = padded_width * Input.channels;
  // A whole vector may be stored at the last element that is read, and loaded at the last used.
  static constexpr int row_elements = (used_elements + 7 + 7) / 8 * 8;

 public:
  static constexpr std::int64_t memory_bytes =
      std::int64_t{row_elements} * (filter_rows + 1) * std::int64_t{sizeof(lane)};

  // Starts with the windows of the first or the last output row.
  template <row_order Order>
  void start(const std::int8_t* input, lane* memory) {
    input_ = input;
    memory_ = memory;
    for (int i = 0; i < (filter_rows + 1) * row_elements; i += 8)
      store_lanes<Shift>(memory + i, vdup_n_s8(Padding));
    const int y = Order == row_order::top_down ? 0 : Output.height - 1;
    for (int r = 0; r < filter_rows; ++r)
      row_[r] = load(y * Window.stride.height + r);
  }

  // To the windows of the next output row `y` in Order.
  template <row_order Order>
  void move_to(int y) {
    constexpr int step = Window.stride.height;
    constexpr int kept = step < filter_rows ? filter_rows - step : 0;
    const int first = y * step;
    if constexpr (Order == row_order::top_down) {
      for (int r = 0; r < kept; ++r)
        row_[r] = row_[r + step];
      for (int r = kept; r < filter_rows; ++r)
        row_[r] = load(first + r);
    } else {
      for (int r = filter_rows - 1; r >= filter_rows - kept; --r)
        row_[r] = row_[r - step];
      for (int r = 0; r < filter_rows - kept; ++r)
        row_[r] = load(first + r);
    }
  }

  [[nodiscard]] const lane* operator[](int r) const { return row_[r]; }

 private:
  static constexpr auto padding = static_cast<lane>(Padding * (1 << Shift));

  // Padded row `j` (the image's row j - pad.top).
  const lane* load(int j) {
    const int y = j - Window.pad.top;
    if (y < 0 || y >= Input.height) return memory_ + filter_rows * row_elements;
    lane* const row = memory_ + j % filter_rows * row_elements;
    if constexpr (read_elements > 0) {
      widen_row(input_ + y * Input.row_elements(), row + left_elements);
    }
    return row;
  }

  static void widen_row(const std::int8_t* from, lane* to) {
    constexpr int whole = read_elements / 8 * 8;
    constexpr int last = read_elements % 8;
    for (int i = 0; i < whole; i += 8)
      store_lanes<Shift>(to + i, vld1_s8(from + i));
    if constexpr (last > 0) {
      store_lanes<Shift>(to + whole, load_first<last>(from + whole));
      // What that wrote over.
      constexpr int after = used_elements - left_elements - read_elements;
      for (int i = 0; i < after && i < 8 - last; ++i)
        to[read_elements + i] = padding;
    }
  }

  const std::int8_t* input_;
  lane* memory_;
  const lane* row_[std::size_t(filter_rows)];
};

}  // namespace tyto::neon
