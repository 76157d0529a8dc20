// SPDX-License-Identifier: Apache-2.0
// Rows of the input that a window's kernel keeps, staged, as long as output rows need them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/x86/channel_order.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::x86 {

// Most bytes of staged rows a kernel puts on the stack; a layer that needs more has no kernel here.
inline constexpr int most_stack_bytes = 256 * 1024;

// Output row number `i` in the order of writing.
template <row_order Order>
constexpr int row_number(int i, int height) {
  return Order == row_order::top_down ? i : height - 1 - i;
}

// The input rows that output row `y` needs and the row before it, in Order, did not.
template <row_order Order>
constexpr index_range rows_to_stage(const window& w, int y, int input_height, int output_height) {
  index_range rows = w.rows(y, input_height);
  const int before = Order == row_order::top_down ? y - 1 : y + 1;
  if (before < 0 || before >= output_height) return rows;
  const index_range there = w.rows(before, input_height);
  if (there.size() == 0) return rows;
  if (Order == row_order::top_down) {
    rows.begin = there.end > rows.begin ? there.end : rows.begin;
  } else {
    rows.end = there.begin < rows.end ? there.begin : rows.end;
  }
  return rows;
}

// Slots for the rows of one window and for those that the next window adds: input row y stands in
// slot y modulo their number. One slot more holds a row of padding.
template <int WindowRows, int Stride, int RowBytes>
struct row_ring {
  static constexpr int slots = 1 << std::bit_width(static_cast<unsigned>(WindowRows + Stride - 1));
  static constexpr int pitch = (RowBytes + 63) / 64 * 64;

  alignas(64) std::uint8_t bytes[count((slots + 1) * pitch)];

  std::uint8_t* slot(int y) { return bytes + (y & (slots - 1)) * pitch; }
  std::uint8_t* padding() { return bytes + slots * pitch; }
};

// Output rows are made in bands; the rows that a band's windows cover, padding included, stand one
// after the other. What the next band shares with it is moved, the rest is staged.
template <int WindowRows, int Stride, int Pitch, int Height>
struct row_band {
  static constexpr int aim_bytes = 12 * 1024;  // a part of the nearest cache
  static constexpr int fitting = (aim_bytes / Pitch - WindowRows) / Stride + 1;
  static constexpr int height = fitting < 1 ? 1 : fitting > Height ? Height : fitting;
  static constexpr int rows = (height - 1) * Stride + WindowRows;
  static constexpr int shared = WindowRows > Stride ? WindowRows - Stride : 0;
  static constexpr int bytes = rows * Pitch;

  // Number of bands.
  static constexpr int count = (Height + height - 1) / height;

  // Output rows of band number `i` in Order. The odd one is the last.
  template <row_order Order>
  static constexpr index_range outputs(int i) {
    const int begin = i * height;
    const int end = begin + height < Height ? begin + height : Height;
    if (Order == row_order::top_down) return {begin, end};
    return {Height - end, Height - begin};
  }
};

}  // namespace tyto::x86
