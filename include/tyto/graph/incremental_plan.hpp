// SPDX-License-Identifier: Apache-2.0
// Which rows of a network's layers an incremental run computes, which it keeps, and where they
// stand; see incremental.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/core/shape.hpp"
#include "tyto/graph/layer_traits.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/graph/rows_of.hpp"
#include "tyto/graph/topology.hpp"

namespace tyto::graph {

// How a layer's rows are parted when the window has moved.
struct row_parts {
  int height = 0;
  int row_bytes = 0;
  int shift = 0;            // rows by which the kept part moves
  int top = 0;              // first row that sees nothing before the window
  int bottom = 0;           // rows [top, bottom) are kept
  int end_inside = 0;       // rows [top, end_inside) see nothing outside the window: bottom + shift
  bool stored = false;      // kept rows are read: all rows stand in memory that lasts
  std::int64_t offset = 0;  // in the lasting memory, or else in the work memory

  [[nodiscard]] constexpr bool keeps() const { return bottom > top; }
  [[nodiscard]] constexpr std::int64_t bytes() const {
    const int computed = top + height - bottom;
    return std::int64_t{stored ? height : computed} * row_bytes;
  }

  // Where row y stands behind `offset`. Of a layer that is not stored there are only the rows that
  // are computed, one part behind the other.
  [[nodiscard]] constexpr std::int64_t place(int y) const {
    return std::int64_t{stored || y < bottom ? y : y - bottom + top} * row_bytes;
  }
};

namespace detail {

// Layer reads Producer alone, row by row.
template <class Layer, class Producer>
constexpr bool is_row_layer() {
  if constexpr (requires { Layer::spec.rows_read(0); }) {
    return std::is_same_v<typename Layer::inputs, from<Producer>> &&
           Layer::spec.input == Producer::spec.output;
  }
  return false;
}

// The parts of Layer's rows, those of its input being `in`. They keep nothing where the move is no
// whole number of Layer's rows.
template <class Layer>
constexpr row_parts parts_after(const row_parts& in) {
  const window w = window_of<Layer>();
  row_parts p;
  p.height = Layer::spec.output.height;
  p.row_bytes = Layer::spec.output.row_elements();
  if (in.shift % w.stride.height != 0) return p;
  p.shift = in.shift / w.stride.height;
  // The first row whose window begins at in.top or later, the last whose window ends by
  // in.end_inside.
  p.top = (in.top + w.pad.top + w.stride.height - 1) / w.stride.height;
  const int last = in.end_inside + w.pad.top - w.size.height;
  p.end_inside = last < 0 ? 0 : last / w.stride.height + 1;
  p.bottom = p.end_inside - p.shift;
  return p;
}

// Whether the rows of Layer that are computed read rows of its input that are kept.
template <class Layer>
constexpr bool reads_kept(const row_parts& in, const row_parts& out) {
  const bool from_top = out.top > 0 && Layer::spec.rows_read(out.top - 1).end > in.top;
  return from_top || Layer::spec.rows_read(out.bottom).begin < in.bottom;
}

}  // namespace detail

template <int Count>
struct incremental_plan {
  std::array<row_parts, std::size_t{Count}> parts{};  // of the input, then of the layers
  int depth = 0;                                      // layers of which rows are kept
  std::int64_t stored_bytes = 0;
  std::int64_t work_bytes = 0;

  // Appends Layer, the first of them reading the network's input; false if none of its rows can be
  // kept.
  template <class Layer, class Producer>
  constexpr bool append() {
    if constexpr (detail::is_row_layer<Layer, Producer>()) {
      row_parts& in = parts[static_cast<std::size_t>(depth)];
      const row_parts out = detail::parts_after<Layer>(in);
      if (!out.keeps()) return false;
      // The input's rows are the caller's.
      if (depth > 0) in.stored = detail::reads_kept<Layer>(in, out);
      parts[static_cast<std::size_t>(++depth)] = out;
      return true;
    }
    return false;
  }

  // Each stored layer gets memory of its own; the others, which only the next one reads, take turns
  // with two pieces of the work memory.
  constexpr void place() {
    if (depth > 0) parts[static_cast<std::size_t>(depth)].stored = true;
    std::int64_t turn_bytes[2] = {};
    for (int i = 1; i <= depth; ++i) {
      row_parts& p = parts[static_cast<std::size_t>(i)];
      const std::int64_t bytes = detail::align_up(p.bytes());
      if (p.stored) {
        p.offset = stored_bytes;
        stored_bytes += bytes;
      } else {
        turn_bytes[i % 2] = bytes > turn_bytes[i % 2] ? bytes : turn_bytes[i % 2];
      }
    }
    for (int i = 1; i <= depth; ++i) {
      row_parts& p = parts[static_cast<std::size_t>(i)];
      if (!p.stored) p.offset = i % 2 == 0 ? 0 : turn_bytes[0];
    }
    work_bytes = turn_bytes[0] + turn_bytes[1];
  }
};

// The plan of a network whose window moves by Shift rows of its input.
template <int Shift, class Input, class... Layers>
constexpr auto plan_incremental() {
  constexpr int count = int{sizeof...(Layers)} + 1;
  incremental_plan<count> plan;
  row_parts& window = plan.parts[0];
  window.height = window.end_inside = Input::spec.output.height;
  window.row_bytes = Input::spec.output.row_elements();
  window.shift = Shift;
  window.bottom = window.height - Shift;
  [&]<int... I>(std::integer_sequence<int, I...>) {
    static_cast<void>((plan.template append<typename detail::nth<I + 1, Input, Layers...>::type,
                                            typename detail::nth<I, Input, Layers...>::type>() &&
                       ...));
  }
  (std::make_integer_sequence<int, count - 1>{});
  plan.place();
  return plan;
}

}  // namespace tyto::graph
