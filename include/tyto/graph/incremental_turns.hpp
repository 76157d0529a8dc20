// SPDX-License-Identifier: Apache-2.0
// Incremental runs where the window moves by less than the network's strides.
//
// A layer of stride 2 puts its rows on every second row of the window. When the window moves by an
// odd number of rows they fall between those of the run before, but on those of the run before
// that: two incremental networks take turns, each of which sees the window move twice as far.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tyto/graph/incremental.hpp"
#include "tyto/graph/incremental_plan.hpp"
#include "tyto/graph/network.hpp"

namespace tyto::graph {

// As incremental<Network, Hop>, for any Hop from 1 row to the window's height.
template <class Network, int Hop>
class incremental_turns;

template <class Arch, class Input, class... Layers, int Hop>
class incremental_turns<network<Arch, Input, Layers...>, Hop> {
  using whole = network<Arch, Input, Layers...>;

 public:
  // How many networks take turns: the least with which most layers keep rows.
  static constexpr int turns = [] {
    constexpr int most = 4;
    int best = 1;
    int best_depth = 0;
    const auto look_at = [&]<int Turns>(std::integral_constant<int, Turns>) {
      if constexpr (Hop * Turns < whole::input_shape.height) {
        constexpr int depth = plan_incremental<Hop * Turns, Input, Layers...>().depth;
        if (depth <= best_depth) return;
        best = Turns;
        best_depth = depth;
      }
    };
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (look_at(std::integral_constant<int, I + 1>{}), ...);
    }
    (std::make_integer_sequence<int, most>{});
    return best;
  }();

 private:
  using one = incremental<whole, Hop * turns>;

 public:
  using input_element = typename one::input_element;
  using output_element = typename one::output_element;
  using work = typename one::work;

  // Multiply-accumulates of one run.
  static constexpr std::int64_t macs = one::macs;

  // A new start, as if the window had been `input`, all rows equal, for as long as it sees.
  constexpr void restart(const input_element* input, work& memory) {
    output_element ignored[std::size_t{whole::output_elements}] = {};
    for (one& network : networks_)
      network.restart(input, ignored, memory);
    next_ = 0;
  }

  // A run. `input` is that of the run before (or of restart), moved up by Hop rows, and Hop new
  // ones; input, output and hook as network::run has them (the hook sees the layers of which no
  // rows are kept).
  template <class Hook = no_hook>
  constexpr void run(const input_element* input, output_element* output, work& memory,
                     Hook&& hook = {}) {
    networks_[next_].run(input, output, memory, hook);
    next_ = next_ + 1 == networks_.size() ? 0 : next_ + 1;
  }

 private:
  std::array<one, std::size_t{turns}> networks_{};
  std::size_t next_ = 0;
};

}  // namespace tyto::graph
