// SPDX-License-Identifier: Apache-2.0
// Where a streaming network's rows stand: those that a later step reads again in the state, the
// others in the arena.
//
// The state has a stretch for each layer of which rows are kept. It moves up by a step's rows
// before the new ones are written behind it:
//
//   before   |r4 r5 r6 r7 r8|
//   moved    |r5 r6 r7 r8   |
//   made     |r5 r6 r7 r8 r9|    a reader's rows are always in one piece, so that any kernel reads
//                                them
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/graph/layer_traits.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/graph/running_pool.hpp"
#include "tyto/graph/stream_layers.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

// One layer's rows.
struct stream_rows_plan {
  int made = 0;    // by a step
  int height = 0;  // that there are, the newest `made` included
  std::int64_t row_bytes = 0;
  bool kept = false;        // some are read in a later step
  bool stored = false;      // in the state
  std::int64_t offset = 0;  // there

  [[nodiscard]] constexpr std::int64_t bytes() const { return height * row_bytes; }
  [[nodiscard]] constexpr std::int64_t made_bytes() const { return made * row_bytes; }
};

// List: a stream_layers.
template <class List>
struct stream_plan {
  static constexpr int count = List::count;
  template <int I>
  using step = typename List::template step<I>;

  // Step I pools all rows of a window and sees only the new ones.
  template <int I>
  static constexpr bool is_running_pool = [] {
    if constexpr (pooled_by_sums<step<I>>) {
      constexpr auto read = List::template reads<I>[0];
      return read.back > List::made[std::size_t(read.layer)];
    }
    return false;
  }();

  // Rows that step I reads as its input K.
  template <int I, int K>
  static constexpr rows_read read = [] {
    rows_read r = List::template reads<I>[std::size_t{K}];
    if (is_running_pool<I>) r.back = List::made[std::size_t(r.layer)];
    return r;
  }();

  // Calls f(integral_constant<int, I>) for every layer; the input is no layer.
  template <class F>
  static constexpr void for_each_layer(F f) {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (f(std::integral_constant<int, I + 1>{}), ...);
    }
    (std::make_integer_sequence<int, count>{});
  }
  template <int I, class F>
  static constexpr void for_each_input(F f) {
    [&]<int... K>(std::integer_sequence<int, K...>) {
      (f(std::integral_constant<int, K>{}), ...);
    }
    (std::make_integer_sequence<int, List::template layer<I>::inputs::count>{});
  }

 private:
  template <class Layer>
  static constexpr std::int64_t row_bytes =
      Layer::spec.output.row_elements() * std::int64_t{sizeof(ops::element_of<Layer>)};

  struct planned {
    std::array<stream_rows_plan, std::size_t(count) + 1> rows{};
    std::array<placement, std::size_t(count)> placements{};
    std::int64_t stored_bytes = 0;
    std::int64_t arena_bytes = 0;
  };

 public:
  static constexpr planned value = [] {
    planned p{};
    p.rows[0].row_bytes = row_bytes<typename List::input>;
    for_each_layer([&](auto i) {
      p.rows[i].row_bytes = row_bytes<typename List::template layer<i>>;
      for_each_input<i>([&](auto k) {
        constexpr rows_read r = read<i, k>;
        stream_rows_plan& from = p.rows[std::size_t(r.layer)];
        if (r.back > from.height) from.height = r.back;
        if (r.layer >= i) from.kept = true;
      });
    });
    for (std::size_t i = 0; i < p.rows.size(); ++i) {
      stream_rows_plan& rows = p.rows[i];
      rows.made = List::made[i];
      if (rows.height < rows.made) rows.height = rows.made;
      rows.stored = i == 0 || rows.kept || rows.height > rows.made;  // the input's come one by one
      if (!rows.stored) continue;
      rows.offset = p.stored_bytes;
      p.stored_bytes += detail::align_up(rows.bytes());
    }

    std::array<buffer_request, std::size_t(count)> requests{};
    for_each_layer([&](auto i) {
      using run = step<i>;
      buffer_request& r = requests[std::size_t(i - 1)];
      r = detail::request_of<run, typename List::arch>();
      r.caller_owned = p.rows[i].stored || i == count;
      if (is_running_pool<i>) r.scratch_bytes = 0;
      bool whole = !is_running_pool<i>;
      for_each_input<i>([&](auto k) {
        constexpr rows_read read_now = read<i, k>;
        const stream_rows_plan& from = p.rows[std::size_t(read_now.layer)];
        whole = whole && read_now.back == from.made;
        r.inputs[k] = from.stored ? network_input_index : read_now.layer - 1;
      });
      if (!whole) r.with_input = {};
    });
    p.arena_bytes = plan_memory(requests, p.placements);
    return p;
  }();
};

}  // namespace tyto::graph
