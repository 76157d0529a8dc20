// SPDX-License-Identifier: Apache-2.0
// A list of layers as a directed acyclic graph: who reads whom.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "tyto/graph/checks.hpp"
#include "tyto/graph/layer_traits.hpp"
#include "tyto/graph/memory_plan.hpp"

namespace tyto::graph {

namespace detail {

// Type number I of a list.
template <int I, class First, class... Rest>
struct nth : nth<I - 1, Rest...> {};
template <class First, class... Rest>
struct nth<0, First, Rest...> {
  using type = First;
};

template <class Layer, class... Producers>
constexpr bool reads(from<Producers...>) {
  return (std::is_same_v<Layer, Producers> || ...);
}

}  // namespace detail

template <class Input, class... Layers>
struct topology {
  // Position of a layer: network_input_index for the input, the number of layers for one that is
  // not in the list.
  template <class Layer>
  static constexpr int index_of = [] {
    if (std::is_same_v<Layer, Input>) return network_input_index;
    int i = 0;
    static_cast<void>(((std::is_same_v<Layer, Layers> || (++i, false)) || ...));
    return i;
  }();

  // Layer stands after all that it reads.
  template <class Layer>
  static constexpr bool in_order = []<class... Producers>(from<Producers...>) {
    return ((index_of<Producers> < index_of<Layer>)&&...);
  }(typename Layer::inputs{});

  // Layer is the last, or some layer reads it.
  template <class Layer>
  static constexpr bool is_used = index_of<Layer> == int{sizeof...(Layers)} - 1 ||
                                  (detail::reads<Layer>(typename Layers::inputs{}) || ...);

  // What the memory plan needs to know, in the order the layers run. The last layer writes to the
  // caller's memory.
  template <class Arch>
  static constexpr std::array<buffer_request, sizeof...(Layers)> requests() {
    std::array<buffer_request, sizeof...(Layers)> all{detail::request_of<Layers, Arch>()...};
    std::size_t i = 0;
    const auto name_inputs = [&]<class... Producers>(from<Producers...>) {
      int k = 0;
      ((all[i].inputs[k++] = index_of<Producers>), ...);
      ++i;
    };
    (name_inputs(typename Layers::inputs{}), ...);
    all.back().caller_owned = true;
    return all;
  }

  // Every layer fits those it reads; if not, a static_assert of graph/checks.hpp says which.
  static constexpr bool fits =
      (checks::layer_fits<Layers, in_order<Layers>, is_used<Layers>>(typename Layers::inputs{}) &&
       ...);
};

}  // namespace tyto::graph
