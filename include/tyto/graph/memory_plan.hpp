// SPDX-License-Identifier: Apache-2.0
// The memory plan: where in one arena each layer's output stands.
//
// Works on plain numbers, so that a network plans itself in the compiler and the converter prints
// the same plan. What makes it small is that an output may overlap the input it is made from. A
// kernel writes whole rows in order and, for row y, reads only the rows under its window (see
// kernel in core/arch.hpp), so memory of rows that no later row reads is free:
//
//   top_down     in       |r0 r1 r2 r3 r4|         row 0 is written over what lies gap_down
//                out   |r0 r1 r2 r3 r4|            bytes before the input; a 3-row window keeps
//                      <-->                        two rows of distance
//                    gap_down
//
//   bottom_up    in    |r0 r1 r2 r3 r4|            the mirror image: the last row first, gap_up
//                out      |r0 r1 r2 r3 r4|         bytes above the input
//                      <-->
//                     gap_up
//
// A chain of layers of one size therefore needs that size and two rows, not two tensors: layers
// alternate between the two orders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "tyto/core/arch.hpp"
#include "tyto/graph/buffer_request.hpp"

namespace tyto::graph {

namespace detail {

constexpr std::int64_t align_up(std::int64_t x) {
  return (x + arena_alignment - 1) / arena_alignment * arena_alignment;
}
constexpr std::int64_t align_down(std::int64_t x) {
  return x >= 0 ? x / arena_alignment * arena_alignment : -align_up(-x);
}

// Depth-first search for offsets that fit one capacity.
class planner {
 public:
  // Raw pointers, and last_reader found once: constant evaluation pays for every call, and clang
  // allows it a million steps by default.
  constexpr planner(std::span<const buffer_request> layers, std::span<placement> plan)
      : layers_(layers.data()), plan_(plan.data()), count_(static_cast<int>(layers.size())) {
    for (int i = 0; i < count(); ++i) {
      at(i).last_reader = i;
      for (int k = 0; k < request(i).input_count; ++k) {
        if (request(i).inputs[k] >= 0) at(request(i).inputs[k]).last_reader = i;
      }
    }
  }

  // Smallest arena found; fills the plan.
  constexpr std::int64_t plan() {
    const std::int64_t enough = first_fit();
    capacity_ = lower_bound();
    for (int search = 0; search < max_searches && capacity_ < enough; ++search) {
      tries_left_ = max_tries;
      if (place(0)) return finish();
      capacity_ += align_up(capacity_ / growth_steps + 1);
    }
    return first_fit();
  }

 private:
  static constexpr int max_searches = 8;   // arena sizes tried before first_fit has to do
  static constexpr int max_tries = 250;    // placements looked at before a larger arena is tried
  static constexpr int growth_steps = 24;  // a larger arena is larger by one part in so many
  static constexpr int max_candidates = 32;

  struct candidates {
    std::int64_t offset[max_candidates] = {};
    int count = 0;

    constexpr void add(std::int64_t x) {
      for (int i = 0; i < count; ++i) {
        if (offset[i] == x) return;
      }
      if (x >= 0 && count < max_candidates) offset[count++] = x;
    }
  };

  [[nodiscard]] constexpr int count() const { return count_; }
  [[nodiscard]] constexpr const buffer_request& request(int i) const { return layers_[i]; }
  [[nodiscard]] constexpr placement& at(int i) const { return plan_[i]; }

  [[nodiscard]] constexpr bool read_after(int layer, int i) const {
    return at(layer).last_reader > i;
  }

  // Layer `layer`'s output stands in the arena while layer i >= layer runs.
  [[nodiscard]] constexpr bool live(int layer, int i) const {
    return !request(layer).caller_owned && at(layer).last_reader >= i;
  }

  // No arena is smaller than what one layer needs: all that lives beside it, and its input and
  // output as close as they may come.
  [[nodiscard]] constexpr std::int64_t lower_bound() const {
    std::int64_t bound = 0;
    for (int i = 0; i < count(); ++i) {
      std::int64_t bytes = align_up(request(i).scratch_bytes);
      for (int j = 0; j < i; ++j) {
        if (live(j, i)) bytes += align_up(request(j).output_bytes);
      }
      if (!request(i).caller_owned) bytes += smallest_growth(i);
      bound = bytes > bound ? bytes : bound;
    }
    return bound;
  }

  // Bytes that layer i's output adds to an input it may overlap, at best.
  [[nodiscard]] constexpr std::int64_t smallest_growth(int i) const {
    const buffer_request& r = request(i);
    const std::int64_t out = align_up(r.output_bytes);
    std::int64_t growth = out;
    for (int k = 0; k < r.input_count; ++k) {
      const int j = r.inputs[k];
      if (j < 0 || read_after(j, i)) continue;
      const std::int64_t in = align_up(request(j).output_bytes);
      const auto grown_to = [&](std::int64_t span) {
        const std::int64_t g = (span > in ? span : in) - in;
        growth = g < growth ? g : growth;
      };
      if (r.with_input.in_place) grown_to(out);
      if (r.with_input.by_rows && k == 0) {
        const std::int64_t down = align_up(r.with_input.gap_down);
        const std::int64_t up = align_up(r.with_input.gap_up);
        grown_to(out > in + down ? out : in + down);
        grown_to(out + up);
      }
    }
    return growth;
  }

  // Places layers i, i + 1, ...; false when they do not fit.
  constexpr bool place(int i) {
    if (i == count()) return true;
    if (request(i).caller_owned) return place_scratch(i) && place(i + 1);
    const candidates options = candidates_of(i);
    for (int k = 0; k < options.count; ++k) {
      if (tries_left_-- <= 0) return false;
      if (!may_stand(i, options.offset[k])) continue;
      if (place_scratch(i) && place(i + 1)) return true;
    }
    return false;
  }

  // Either end of the arena first (that leaves one gap, not two), then beside what is there.
  [[nodiscard]] constexpr candidates candidates_of(int i) const {
    const buffer_request& r = request(i);
    candidates c;
    for (int k = 0; k < r.input_count && r.with_input.in_place; ++k) {
      if (r.inputs[k] >= 0) c.add(at(r.inputs[k]).offset);
    }
    c.add(0);
    c.add(align_down(capacity_ - r.output_bytes));
    for (int j = 0; j < i; ++j) {
      if (!live(j, i)) continue;
      const std::int64_t start = at(j).offset;
      if (r.with_input.by_rows && r.inputs[0] == j) {
        c.add(align_down(start - r.with_input.gap_down));
        c.add(align_up(start + r.with_input.gap_up));
      }
      c.add(align_down(start - r.output_bytes));
      c.add(align_up(start + request(j).output_bytes));
    }
    return c;
  }

  // Puts layer i's output at `offset` if nothing that lives forbids it.
  constexpr bool may_stand(int i, std::int64_t offset) {
    const std::int64_t end = offset + request(i).output_bytes;
    if (end > capacity_) return false;
    row_order order = row_order::top_down;
    for (int j = 0; j < i; ++j) {
      if (!live(j, i)) continue;
      const std::int64_t start = at(j).offset;
      if (end <= start || start + request(j).output_bytes <= offset) continue;
      if (read_after(j, i)) return false;
      const overlap& with = request(i).with_input;
      if (with.in_place && offset == start && request(i).output_bytes == request(j).output_bytes) {
        continue;
      }
      if (!with.by_rows || request(i).inputs[0] != j) return false;
      if (offset <= start - with.gap_down) {
        order = row_order::top_down;
      } else if (offset >= start + with.gap_up) {
        order = row_order::bottom_up;
      } else {
        return false;
      }
    }
    at(i).offset = offset;
    at(i).order = order;
    return true;
  }

  // Every output and scratch at the lowest place that is free while its layer runs: always a plan,
  // but no output overlaps its input. Returns the arena's size.
  constexpr std::int64_t first_fit() {
    for (int i = 0; i < count(); ++i) {
      at(i).order = row_order::top_down;
      at(i).offset = 0;
      if (!request(i).caller_owned) at(i).offset = lowest_free(i, i, request(i).output_bytes);
      at(i).scratch_offset = lowest_free(i, i + 1, request(i).scratch_bytes);
    }
    return finish();
  }

  // Puts layer i's scratch at the lowest place that is free while it runs.
  constexpr bool place_scratch(int i) {
    at(i).scratch_offset = lowest_free(i, i + 1, request(i).scratch_bytes);
    return at(i).scratch_offset + request(i).scratch_bytes <= capacity_;
  }

  // Lowest offset where `bytes` overlap no output of the layers before `end` while layer i runs.
  [[nodiscard]] constexpr std::int64_t lowest_free(int i, int end, std::int64_t bytes) const {
    std::int64_t offset = 0;
    for (int j = 0; j < end && bytes > 0;) {
      const std::int64_t start = at(j).offset;
      const std::int64_t stop = start + request(j).output_bytes;
      if (live(j, i) && offset < stop && start < offset + bytes) {
        offset = align_up(stop);
        j = 0;  // it may now overlap one that was looked at before
      } else {
        ++j;
      }
    }
    return offset;
  }

  // Fills bytes_in_use and returns the arena's size.
  constexpr std::int64_t finish() {
    std::int64_t arena = 0;
    for (int i = 0; i < count(); ++i) {
      std::int64_t in_use = 0;
      std::int64_t covered = 0;  // everything below is counted
      while (true) {             // next interval by start, of those that reach above `covered`
        std::int64_t start = std::numeric_limits<std::int64_t>::max();
        std::int64_t end = 0;
        for (int j = 0; j <= i; ++j) {
          if (!live(j, i)) continue;
          take_lower(at(j).offset, at(j).offset + request(j).output_bytes, covered, start, end);
        }
        const std::int64_t scratch = at(i).scratch_offset;
        take_lower(scratch, scratch + request(i).scratch_bytes, covered, start, end);
        if (end == 0) break;
        in_use += end - (start > covered ? start : covered);
        covered = end;
      }
      at(i).bytes_in_use = in_use;
      arena = covered > arena ? covered : arena;
    }
    return align_up(arena);
  }

  // Keeps the interval with the lowest start among those that end above `covered`.
  static constexpr void take_lower(std::int64_t start, std::int64_t end, std::int64_t covered,
                                   std::int64_t& best_start, std::int64_t& best_end) {
    if (end <= covered || start >= end || start >= best_start) return;
    best_start = start;
    best_end = end;
  }

  const buffer_request* layers_;
  placement* plan_;
  int count_;
  std::int64_t capacity_ = 0;
  int tries_left_ = 0;
};

}  // namespace detail

// Plans `layers`, in the order they run, into `plan` (of the same length). Returns the arena's
// bytes.
constexpr std::int64_t plan_memory(std::span<const buffer_request> layers,
                                   std::span<placement> plan) {
  return detail::planner(layers, plan).plan();
}

}  // namespace tyto::graph
