// SPDX-License-Identifier: Apache-2.0
// What a memory plan is told of each layer, and what it says: plain numbers, without types of
// layers.
#pragma once

#include <cstdint>
#include <limits>

#include "tyto/core/arch.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::graph {

// Offsets in the arena, and the arena itself, are multiples of this many bytes.
inline constexpr std::int64_t arena_alignment = scratch_alignment;

// Most inputs a layer has.
inline constexpr int max_inputs = 8;

// Index that stands for the network's own input, which the caller owns.
inline constexpr int network_input_index = -1;

// How close an output may come to the input it is made from, in bytes.
struct overlap {
  bool by_rows = false;       // the two gaps below hold
  bool in_place = false;      // the output may be the input's very memory
  std::int64_t gap_down = 0;  // top_down is safe where out <= in - gap_down
  std::int64_t gap_up = 0;    // bottom_up is safe where out >= in + gap_up
};

// What the plan needs to know of a layer.
struct buffer_request {
  std::int64_t output_bytes = 0;
  std::int64_t scratch_bytes = 0;  // a kernel's own, live only while it runs
  int input_count = 0;
  int inputs[max_inputs] = {};  // indices of earlier layers, or network_input_index
  bool caller_owned = false;    // the output is the caller's memory, not the arena's
  overlap with_input{};         // between the output and inputs[0], and the others if in_place
};

// Where the plan puts it.
struct placement {
  std::int64_t offset = 0;
  std::int64_t scratch_offset = 0;
  row_order order = row_order::top_down;
  std::int64_t bytes_in_use = 0;  // arena bytes that hold something while the layer runs
  int last_reader = 0;            // index of the last layer that reads the output; its own if none
};

// The gaps of a layer whose row y of the output, `output_row_bytes` each, reads
// Spec::rows_read(y) of the input.
template <class Spec>
constexpr overlap row_overlap(const Spec& spec, std::int64_t input_row_bytes,
                              std::int64_t output_row_bytes) {
  overlap o{.by_rows = true,
            .gap_down = std::numeric_limits<std::int64_t>::min(),
            .gap_up = std::numeric_limits<std::int64_t>::min()};
  for (std::int64_t y = 0; y < spec.output.height; ++y) {
    const index_range rows = spec.rows_read(static_cast<int>(y));
    const std::int64_t down = (y + 1) * output_row_bytes - rows.begin * input_row_bytes;
    const std::int64_t up = rows.end * input_row_bytes - y * output_row_bytes;
    o.gap_down = down > o.gap_down ? down : o.gap_down;
    o.gap_up = up > o.gap_up ? up : o.gap_up;
  }
  return o;
}

}  // namespace tyto::graph
