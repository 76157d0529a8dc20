// SPDX-License-Identifier: Apache-2.0
// A row of a 3 x 3 depthwise convolution by the code of depthwise_row_a32.hpp, in segments of up to
// eight pixels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/int8/depthwise_row_a32.hpp"
#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon {

// All that the code of a row depends on. Layers whose form is equal share it: what differs between
// them is read at run time.
struct depthwise_row_form {
  int width = 0;             // of the output
  int channels = 0;          // at least 8
  int stride = 1;            // 1 or 2
  int pad_left = 0;          // 0 or 1
  bool lacks_left = false;   // the first window lacks its left column
  bool lacks_right = false;  // the last lacks its right
  int most_columns = 8;      // pixels of a segment, at most
  int block_bytes = 0;       // of the constants of eight channels
  int offsets_bytes = 0;     // of those, the offsets of one case
  int fraction_shift = 0;
  int low = -128;
  int high = 127;
};

template <depthwise_row_form Form>
class depthwise_row {
 public:
  // Input rows under the windows, from column 0 on; `constants` of the first block; `power` by
  // which sums are multiplied.
  [[gnu::noinline]] static void run(const std::int8_t* row0, const std::int8_t* row1,
                                    const std::int8_t* row2, const std::int8_t* constants,
                                    int power, std::int8_t* out) {
    const depthwise_row row{{row0, row1, row2}, constants, power, out};
    // All blocks but a last one that overlaps, then that one.
    constexpr int whole = Form.channels / 8;
    row.run_segments(0, whole);
    if constexpr (vectors_of(Form.channels) > whole) row.run_segments(whole, 1);
  }

 private:
  const std::int8_t* rows_[3];
  const std::int8_t* constants_;
  int power_;
  std::int8_t* out_;

  depthwise_row(const std::int8_t* const (&rows)[3], const std::int8_t* constants, int power,
                std::int8_t* out)
      : rows_{rows[0], rows[1], rows[2]}, constants_(constants), power_(power), out_(out) {}

  [[gnu::always_inline]] inline void run_segments(int block, int blocks) const {
    constexpr int segments = (Form.width + Form.most_columns - 1) / Form.most_columns;
    constexpr int size = (Form.width + segments - 1) / segments;
    constexpr int last = Form.width - (segments - 1) * size;
    if constexpr (segments == 1) {
      store_segment<size, true, true>(0, block, blocks);
    } else {
      store_segment<size, true, false>(0, block, blocks);
      for (int i = 1; i < segments - 1; ++i)
        store_segment<size, false, false>(i * size, block, blocks);
      store_segment<last, false, true>((segments - 1) * size, block, blocks);
    }
  }

  // Output columns x to x + Count - 1.
  template <int Count, bool IsFirst, bool IsLast>
  [[gnu::always_inline]] inline void store_segment(int x, int block, int blocks) const {
    constexpr depthwise_segment segment{
        .stride = Form.stride,
        .count = Count,
        .lacks_left = IsFirst && Form.lacks_left,
        .lacks_right = IsLast && Form.lacks_right,
        .skipped_before = !IsFirst && Form.lacks_left ? Form.offsets_bytes : 0,
        .skipped_after = !IsLast && Form.lacks_right ? Form.offsets_bytes : 0};
    const int column = segment.lacks_left ? 0 : x * Form.stride - Form.pad_left;
    const int channel = first_of_vector(block, Form.channels);
    const int first = column * Form.channels + channel;
    store_pixels<segment, Form.fraction_shift, Form.low, Form.high>(
        rows_[0] + first, rows_[1] + first, rows_[2] + first, constants_ + block * Form.block_bytes,
        power_, blocks, out_ + x * Form.channels + channel, Form.channels);
  }
};

}  // namespace tyto::neon
