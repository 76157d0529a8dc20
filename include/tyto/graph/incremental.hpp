// SPDX-License-Identifier: Apache-2.0
// A network on a window that slides: rows that cannot have changed are kept from run to run.
//
// When the window has moved, row y of a layer is row y + shift of the run before (in that layer's
// rows, after its strides), as long as neither saw beyond the window: the padding stands still
// while the signal moves. So each layer has three parts:
//
//   rows 0 .. top         computed: they see what lies before the window
//   rows top .. bottom    kept: moved up from the run before
//   rows bottom .. end    computed: new rows, and those that see what lies behind the window
//
// A layer of 3 rows sees one row further than its input: `top` grows with depth, and `bottom`
// falls. From the first layer of which nothing could be kept, the network runs as a whole. Results
// are those of network::run, to the byte; the price is memory for layers whose kept rows are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/core/arch.hpp"
#include "tyto/graph/incremental_plan.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/graph/rows_of.hpp"
#include "tyto/graph/topology.hpp"

namespace tyto::graph {

namespace checks {

template <class Network, bool IsInt8>
struct incremental_int8 {
  static_assert(IsInt8,
                "tyto: Network is not int8, but incremental runs are for int8 alone: a float "
                "kernel may sum in another order when it has other rows to do; cure: network::run, "
                "or convert the model to int8");
};

template <class Network, int Shift, int Height>
struct incremental_shift {
  static_assert(1 <= Shift && Shift <= Height,
                "tyto: an incremental network's window moves by Shift rows, needed 1 to its height "
                "(Height); cure: the frames from one run to the next");
};

}  // namespace checks

namespace detail {

// A hook for the layers after number First, which it numbers as the whole network does.
template <class Hook, int First>
struct hook_after {
  Hook& hook;

  template <class Layer>
  constexpr void before(int index) const {
    hook.template before<Layer>(First + index);
  }
  template <class Layer>
  constexpr void after(int index, const ops::element_of<Layer>* output) const {
    hook.template after<Layer>(First + index, output);
  }
};

}  // namespace detail

// Network on a window that moves by Shift rows of its input between two runs. An object is the
// memory of the rows that are kept.
template <class Network, int Shift>
class incremental;

template <class Arch, class Input, class... Layers, int Shift>
class incremental<network<Arch, Input, Layers...>, Shift> {
  using whole = network<Arch, Input, Layers...>;

 public:
  using input_element = typename whole::input_element;
  using output_element = typename whole::output_element;

 private:
  static_assert(
      sizeof(checks::incremental_int8<whole, std::is_same_v<input_element, std::int8_t>>) != 0);
  static_assert(sizeof(checks::incremental_shift<whole, Shift, whole::input_shape.height>) != 0);

  template <int I>
  using layer = typename detail::nth<I, Input, Layers...>::type;  // 0 is the input

  static constexpr auto plan = plan_incremental<Shift, Input, Layers...>();

  template <int I>
  using top_rows = rows_of<layer<I>, 0, plan.parts[I].top>;
  template <int I>
  using bottom_rows = rows_of<layer<I>, plan.parts[I].bottom, plan.parts[I].height>;

  // The layers after number `Depth`, a network that reads its output.
  template <int Depth, class Sequence>
  struct rest;
  template <int Depth, int... I>
  struct rest<Depth, std::integer_sequence<int, I...>> {
    using type = network<Arch, layer<Depth>, layer<Depth + 1 + I>...>;
  };

 public:
  // Layers of which rows are kept, counted from the first.
  static constexpr int depth = plan.depth;

 private:
  using tail =
      typename rest<depth, std::make_integer_sequence<int, whole::layer_count - depth>>::type;
  using parted_layers = std::make_integer_sequence<int, depth>;

  // One number of each part of each layer that is parted: `of(rows_of<...>)`, combined by `add`.
  template <class Of, class Add>
  static constexpr std::int64_t over_parts(Of of, Add add) {
    std::int64_t total = 0;
    const auto of_layer = [&]<int I>(std::integral_constant<int, I>) {
      if constexpr (plan.parts[I].top > 0) total = add(total, of(top_rows<I>{}));
      total = add(total, of(bottom_rows<I>{}));
    };
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (of_layer(std::integral_constant<int, I + 1>{}), ...);
    }
    (parted_layers{});
    return total;
  }

  // A kernel's own memory, of the part that needs most.
  static constexpr auto scratch_bytes = static_cast<std::size_t>(
      over_parts([]<class Part>(Part) { return tyto::scratch_bytes<Part, Arch>; },
                 [](std::int64_t a, std::int64_t b) { return a > b ? a : b; }));

 public:
  // Multiply-accumulates of one run.
  static constexpr std::int64_t macs =
      tail::macs + over_parts([](auto part) { return part.spec.macs(); },
                              [](std::int64_t a, std::int64_t b) { return a + b; });

  // Memory that one run needs besides, and leaves to whoever is next.
  struct work {
    typename tail::arena arena;
    alignas(arena_alignment) std::int8_t bytes[plan.work_bytes == 0 ? 1 : plan.work_bytes];
    alignas(arena_alignment) std::int8_t scratch[scratch_bytes == 0 ? 1 : scratch_bytes];
  };

  // The first run, or a new start. All rows of `input` must be equal; input and output are as
  // network::run has them.
  constexpr void restart(const input_element* input, output_element* output, work& memory) {
    no_hook hook;
    run_all<true>(input, output, memory, hook, parted_layers{});
  }

  // A further run. `input` is that of the run before, moved up by Shift rows, and Shift new ones.
  // The hook (see no_hook) sees the layers after number `depth`, which are run whole.
  template <class Hook = no_hook>
  constexpr void run(const input_element* input, output_element* output, work& memory,
                     Hook&& hook = {}) {
    run_all<false>(input, output, memory, hook, parted_layers{});
  }

 private:
  template <bool Restart, class Hook, int... I>
  constexpr void run_all(const input_element* input, output_element* output, work& memory,
                         Hook& hook, std::integer_sequence<int, I...>) {
    (run_layer<I + 1, Restart>(input, memory), ...);
    tail::run(row<depth>(input, memory, 0), output, memory.arena,
              detail::hook_after<Hook, depth>{hook});
  }

  template <int I, bool Restart>
  constexpr void run_layer(const input_element* input, work& memory) {
    constexpr row_parts parts = plan.parts[I];
    if constexpr (parts.stored && !Restart) {
      std::int8_t* const kept = own_row<I>(memory, parts.top);
      for (int i = 0; i < (parts.bottom - parts.top) * parts.row_bytes; ++i)
        kept[i] = kept[i + parts.shift * parts.row_bytes];
    }
    if constexpr (parts.top > 0) run_part<I, top_rows<I>>(input, memory, 0);
    run_part<I, bottom_rows<I>>(input, memory, parts.bottom);
    if constexpr (parts.stored && Restart) fill_kept<I>(memory);
  }

  // Of a window of equal rows all rows that see nothing outside it are equal; the first that was
  // computed is one.
  template <int I>
  constexpr void fill_kept(work& memory) {
    constexpr row_parts parts = plan.parts[I];
    const std::int8_t* const model = own_row<I>(memory, parts.bottom);
    for (int y = parts.top; y < parts.bottom; ++y) {
      std::int8_t* const copy = own_row<I>(memory, y);
      for (int i = 0; i < parts.row_bytes; ++i)
        copy[i] = model[i];
    }
  }

  // Part is the rows of layer I from row y on.
  template <int I, class Part>
  constexpr void run_part(const input_element* input, work& memory, int y) {
    const std::int8_t* const from = row<I - 1>(input, memory, Part::input_begin);
    std::int8_t* const to = own_row<I>(memory, y);
    run_kernel<Part, Arch>(memory.scratch, to, from);
  }

  template <int I>
  constexpr const std::int8_t* row(const input_element* input, work& memory, int y) {
    if constexpr (I == 0) {
      return input + y * plan.parts[0].row_bytes;
    } else {
      return own_row<I>(memory, y);
    }
  }

  template <int I>
  constexpr std::int8_t* own_row(work& memory, int y) {
    constexpr row_parts parts = plan.parts[I];
    return (parts.stored ? stored_ : memory.bytes) + parts.offset + parts.place(y);
  }

  alignas(arena_alignment) std::int8_t stored_[plan.stored_bytes == 0 ? 1 : plan.stored_bytes] = {};
};

}  // namespace tyto::graph
