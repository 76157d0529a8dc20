// SPDX-License-Identifier: Apache-2.0
// A network that gets only the newest rows: what it will read again, it keeps.
//
//   using stream = tyto::graph::stream<my_model::network, 2>;   // two rows of its input a step
//
//   static_assert(stream::state_bytes <= 4 * 1024);
//
//   stream ears;                     // all that lasts from step to step
//   stream::arena arena;             // what one step needs besides
//   ears.reset();
//   if (ears.push(row, output, arena)) use(output);
//
// Of a whole-window network each output is that of network::run on the newest rows, to the byte,
// once they have come. A list of `steps` is run as it is written. See docs/streaming.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/core/arch.hpp"
#include "tyto/graph/layer_traits.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/graph/running_pool.hpp"
#include "tyto/graph/stream_layers.hpp"
#include "tyto/graph/stream_plan.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

namespace detail {

// The sums that layer number I keeps, if it is a running pool.
template <int I, class Step, bool IsRunningPool>
struct kept_sums {};
template <int I, class Step>
struct kept_sums<I, Step, true> {
  running_pool<Step> sums{};
};

template <class Plan, class Sequence>
struct all_kept_sums;
template <class Plan, int... I>
struct all_kept_sums<Plan, std::integer_sequence<int, I...>>
    : kept_sums<I + 1, typename Plan::template step<I + 1>,
                Plan::template is_running_pool<I + 1>>... {};

}  // namespace detail

// Network: a `network`, and how many rows a step has if not the least that its strides allow; or
// `steps`, whose input says it. An object is what lasts from step to step. int8 streams are
// constexpr.
template <class Network, int RowsPerStep = 0>
class stream {
  using list = stream_layers<Network, RowsPerStep>;
  static_assert(list::fits);
  using planner = stream_plan<list>;

  template <int I>
  using layer = typename list::template layer<I>;
  template <int I>
  using step_layer = typename list::template step<I>;

 public:
  static constexpr int layer_count = list::count;

  using arch = typename list::arch;
  using input_element = ops::element_of<layer<0>>;
  using output_element = ops::element_of<layer<layer_count>>;

  // Of one step, [rows_per_step][width][channels].
  static constexpr shape input_shape{list::made[0], layer<0>::spec.output.width,
                                     layer<0>::spec.output.channels};
  static constexpr shape output_shape = step_layer<layer_count>::spec.output;
  static constexpr int rows_per_step = input_shape.height;
  static constexpr int row_elements = input_shape.row_elements();
  static constexpr int input_elements = input_shape.elements();
  static constexpr int output_elements = output_shape.elements();

  // Steps until an output is that of a whole window of rows; 0 for `steps`, which have no window.
  static constexpr int warm_up_steps = list::warm_up_steps;

 private:
  static constexpr auto plan = planner::value;

  template <class Of>
  static constexpr std::int64_t over_layers(Of of) {
    std::int64_t sum = 0;
    planner::for_each_layer([&](auto i) { sum += of(step_layer<i>{}); });
    return sum;
  }

 public:
  // RAM that lasts from step to step: the size of an object.
  static const std::size_t state_bytes;

  // Working memory of one step, beside the caller's input and output.
  static constexpr auto arena_bytes = static_cast<std::size_t>(plan.arena_bytes);

  // Multiply-accumulates of one step.
  static constexpr std::int64_t macs_per_step =
      over_layers([](auto run) { return run.spec.macs(); });

  // Flash for weights, biases and multipliers.
  static constexpr std::int64_t weight_bytes =
      over_layers([]<class Step>(Step) { return detail::constant_bytes<Step>(); });

  // What it holds between steps does not matter.
  struct arena {
    alignas(arena_alignment) std::int8_t bytes[arena_bytes == 0 ? 1 : arena_bytes];
  };

  constexpr stream() { reset(); }

  // Starts anew.
  constexpr void reset() {
    filled_ = 0;
    start<0>();
    planner::for_each_layer([&](auto i) { start<i>(); });
  }

  // A step. `rows` holds input_elements, the oldest row first; `output` takes output_elements.
  template <class Hook = no_hook>
  constexpr void step(const input_element* rows, output_element* output, arena& memory,
                      Hook&& hook = {}) {
    for (int row = 0; row < rows_per_step; ++row)
      push(rows + row * row_elements, output, memory, hook);
  }

  // Takes the next row, row_elements; true if it was a step's last: then `output` is written.
  template <class Hook = no_hook>
  constexpr bool push(const input_element* row, output_element* output, arena& memory,
                      Hook&& hook = {}) {
    if (filled_ == 0) move_up<0>();
    input_element* const to = made<0>(memory) + filled_ * row_elements;
    for (int i = 0; i < row_elements; ++i)
      to[i] = row[i];
    if (++filled_ < rows_per_step) return false;
    filled_ = 0;
    planner::for_each_layer([&](auto i) { run<i>(output, memory, hook); });
    return true;
  }

 private:
  template <int I>
  using element = ops::element_of<layer<I>>;

  template <int I, class Hook>
  constexpr void run(output_element* output, arena& memory, Hook& hook) {
    using reader = step_layer<I>;
    constexpr bool is_output = I == layer_count && !plan.rows[I].stored;
    if constexpr (plan.rows[I].stored) move_up<I>();
    element<I>* const to = [&] {
      if constexpr (is_output) {
        return output;
      } else {
        return made<I>(memory);
      }
    }();
    hook.template before<reader>(I - 1);
    if constexpr (planner::template is_running_pool<I>) {
      constexpr rows_read from = planner::template read<I, 0>;
      auto& pool = sums_of<I>();
      for (int y = 0; y < plan.rows[from.layer].made; ++y)
        pool.push(read<I, 0>(memory) + y * plan.rows[from.layer].row_bytes);
      pool.write(to);
    } else {
      run_kernel<I>(to, memory, std::make_integer_sequence<int, reader::inputs::count>{});
    }
    if constexpr (I == layer_count && !is_output) {
      for (int i = 0; i < output_elements; ++i)
        output[i] = to[i];
    }
    hook.template after<reader>(I - 1, to);
  }

  template <int I, int... K>
  constexpr void run_kernel(element<I>* to, arena& memory, std::integer_sequence<int, K...>) {
    constexpr placement where = plan.placements[I - 1];
    tyto::run_kernel<step_layer<I>, arch, where.order>(memory.bytes + where.scratch_offset, to,
                                                       read<I, K>(memory)...);
  }

  // The first row that step I reads as its input K.
  template <int I, int K>
  constexpr const auto* read(arena& memory) {
    constexpr rows_read from = planner::template read<I, K>;
    constexpr stream_rows_plan rows = plan.rows[from.layer];
    constexpr int back = from.layer > I ? from.back - rows.made : from.back;  // not yet moved up
    return at<from.layer, (rows.height - back) * rows.row_bytes>(memory);
  }

  // Where layer I's new rows go.
  template <int I>
  constexpr element<I>* made(arena& memory) {
    constexpr stream_rows_plan rows = plan.rows[I];
    return at<I, rows.bytes() - rows.made_bytes()>(memory);
  }

  // `Bytes` behind the beginning of layer I's rows.
  template <int I, std::int64_t Bytes>
  constexpr element<I>* at(arena& memory) {
    std::int8_t* base = nullptr;
    if constexpr (plan.rows[I].stored) {
      base = rows_ + plan.rows[I].offset + Bytes;
    } else {
      base = memory.bytes + plan.placements[I - 1].offset + Bytes;
    }
    if constexpr (std::is_same_v<element<I>, std::int8_t>) {
      return base;
    } else {
      return reinterpret_cast<element<I>*>(base);
    }
  }

  // Makes room for layer I's new rows.
  template <int I>
  constexpr void move_up() {
    constexpr std::int64_t kept = plan.rows[I].bytes() - plan.rows[I].made_bytes();
    std::int8_t* const rows = rows_ + plan.rows[I].offset;
    if constexpr (kept > 0) {
      for (std::int64_t i = 0; i < kept; ++i)
        rows[i] = rows[i + plan.rows[I].made_bytes()];
    }
  }

  template <int I>
  constexpr auto& sums_of() {
    using kept = detail::kept_sums<I, step_layer<I>, true>;
    return static_cast<kept&>(sums_).sums;
  }

  // Layer I's rows, and what it has summed of others', as at the start.
  template <int I>
  constexpr void start() {
    if constexpr (plan.rows[I].stored) {
      constexpr std::int64_t row = layer<I>::spec.output.row_elements();
      constexpr std::int64_t made_rows = plan.rows[I].made;
      for (std::int64_t i = 0; i < plan.rows[I].height * row; ++i)
        write<I>(i, initial<I>(i - made_rows * row < 0 ? 0 : i - made_rows * row));
    }
    if constexpr (I > 0) {
      if constexpr (planner::template is_running_pool<I>) {
        start_sums<I, planner::template read<I, 0>.layer>();
      }
    }
  }
  template <int I, int From>
  constexpr void start_sums() {
    auto& pool = sums_of<I>();
    pool.fill(real_zero<From>());
    if constexpr (requires { layer<From>::initial_rows[0]; }) {
      constexpr int row = layer<From>::spec.output.row_elements();
      for (int i = 0; i < ops::array_size<decltype(layer<From>::initial_rows)>; i += row)
        pool.push(layer<From>::initial_rows + i);
    }
  }
  template <int I>
  constexpr void write(std::int64_t i, element<I> x) {
    if constexpr (std::is_same_v<element<I>, std::int8_t>) {
      rows_[plan.rows[I].offset + i] = x;
    } else {
      reinterpret_cast<element<I>*>(rows_ + plan.rows[I].offset)[i] = x;
    }
  }
  // Element i of what layer I has made before the first step.
  template <int I>
  static constexpr element<I> initial(std::int64_t i) {
    if constexpr (requires { layer<I>::initial_rows[0]; }) {
      return layer<I>::initial_rows[i];
    } else {
      return real_zero<I>();
    }
  }
  template <int I>
  static constexpr element<I> real_zero() {
    constexpr int zero = detail::stored_zero_point<layer<I>>();
    return zero == detail::no_zero_point ? element<I>{} : static_cast<element<I>>(zero);
  }

  using sums = detail::all_kept_sums<planner, std::make_integer_sequence<int, layer_count>>;

  alignas(arena_alignment) std::int8_t rows_[std::size_t(plan.stored_bytes)] = {};
  [[no_unique_address]] sums sums_{};
  int filled_ = 0;  // rows that the next step has already
};

template <class Network, int RowsPerStep>
inline constexpr std::size_t stream<Network, RowsPerStep>::state_bytes = sizeof(stream);

}  // namespace tyto::graph
