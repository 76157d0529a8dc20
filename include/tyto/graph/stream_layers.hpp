// SPDX-License-Identifier: Apache-2.0
// The layers of a streaming network as one step runs them: how many rows each makes, and which rows
// of others it reads. Two kinds of lists come to the same: layers written a step at a time
// (`steps`), and layers of a whole window, of which a step makes the newest rows.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "tyto/core/shape.hpp"
#include "tyto/graph/checks.hpp"
#include "tyto/graph/history.hpp"
#include "tyto/graph/layer_traits.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/graph/row_by_row.hpp"
#include "tyto/graph/rows_of.hpp"
#include "tyto/graph/topology.hpp"
#include "tyto/ops/conv2d.hpp"
#include "tyto/ops/fully_connected.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::graph {

// A network as one step of it runs: Input and Layers as network has them, with the shapes of one
// step; where a layer reads rows of earlier steps, its `inputs` name a history.
template <class Arch, class Input, class... Layers>
struct steps;

namespace checks {

template <class Layer, int Top, int Bottom>
struct stream_pads {
  static_assert(Top == 0 && Bottom == 0,
                "tyto: Layer pads its rows (Top, Bottom), so that a row changes with its place in "
                "the window, and cannot stream; cure: a model without padding in time, or "
                "graph::incremental_turns");
  static constexpr bool ok = Top == 0 && Bottom == 0;
};

template <class Layer, int Rows, int Stride>
struct stream_rows {
  static_assert(Rows % Stride == 0,
                "tyto: a step brings Layer Rows rows, no whole number of its Stride; cure: a "
                "multiple of the strides of all layers as the stream's rows a step");
  static constexpr bool ok = Rows % Stride == 0;
};

template <class Network, int Rows, int Height>
struct stream_step {
  static_assert(1 <= Rows && Rows <= Height,
                "tyto: a stream's step has Rows rows, needed 1 to the window's Height; cure: the "
                "product of the network's strides, or a multiple");
  static constexpr bool ok = 1 <= Rows && Rows <= Height;
};

}  // namespace checks

// Rows that a layer reads: of which layer (0 is the network's input), and how many rows before the
// end of what that one has made in this step they begin. A layer that runs later has not made them
// yet, and only rows before this step's are read of it.
struct rows_read {
  int layer = 0;
  int back = 0;
};

namespace detail {

// A convolution of one output pixel, without pads, is a product of a matrix and its whole input.
template <class Layer>
struct as_product : Layer {
  static constexpr ops::fully_connected<ops::element_of<Layer>> spec{
      .input = Layer::spec.input, .output = Layer::spec.output, .numerics = Layer::spec.numerics};
};

template <class Layer>
constexpr bool is_product() {
  constexpr auto& s = Layer::spec;
  if constexpr (ops::pointwise_layer<Layer>) {
    return s.output.height * s.output.width == 1;
  } else if constexpr (ops::conv2d_layer<Layer>) {
    return s.output.height * s.output.width == 1 && s.window.pad == padding{} &&
           s.window.size == extent{s.input.height, s.input.width};
  }
  return false;
}

template <class Layer>
using simplest = std::conditional_t<is_product<Layer>(), as_product<Layer>, Layer>;

template <class Layer>
using reads_of = std::array<rows_read, std::size_t{Layer::inputs::count}>;

}  // namespace detail

// Whether Step, as a stream's hook sees it, is the part of Layer that a step runs.
template <class Layer, class Step>
inline constexpr bool is_step_of = std::is_base_of_v<Layer, Step>;

// The list of layers, one step of each, from whatever Network is. Members:
//   arch, input, count    the network's ISA, its input and how many layers it has
//   layer<I>              number I as the network lists it, 0 is the input
//   step<I>               the layer that one step runs
//   made[I]               rows that one step makes
//   reads<I>              which rows step<I> reads, one an input
//   warm_up_steps         steps until nothing is read of what was there at the start; 0: unknown
template <class Network, int RowsPerStep>
struct stream_layers;

template <class Arch, class Input, class... Layers>
struct stream_layers<steps<Arch, Input, Layers...>, 0> {
  using arch = Arch;
  using input = Input;
  static constexpr int count = sizeof...(Layers);
  template <int I>
  using layer = typename detail::nth<I, Input, Layers...>::type;
  template <int I>
  using step = detail::simplest<layer<I>>;

  static constexpr std::array<int, sizeof...(Layers) + 1> made{Input::spec.output.height,
                                                               Layers::spec.output.height...};

  template <class Layer>
  static constexpr int index_of = topology<Input, Layers...>::template index_of<Layer> + 1;

  template <int I>
  static constexpr detail::reads_of<layer<I>> reads = []<class... From>(from<From...>) {
    return detail::reads_of<layer<I>>{
        rows_read{index_of<typename detail::viewed<From>::layer>, detail::viewed<From>::back}...};
  }(typename layer<I>::inputs{});

  static constexpr int warm_up_steps = 0;

  // Every layer fits those it reads; if not, a static_assert of graph/checks.hpp says which.
  template <class Layer>
  static constexpr bool in_order = []<class... From>(from<From...>) {
    return ((index_of<typename detail::viewed<From>::layer> < index_of<Layer> ||
             (index_of<typename detail::viewed<From>::layer> <= count &&
              detail::viewed<From>::is_earlier)) &&
            ...);
  }(typename Layer::inputs{});
  template <class Layer>
  static constexpr bool is_used =
      index_of<Layer> == count || ([]<class... From>(from<From...>) {
        return (std::is_same_v<typename detail::viewed<From>::layer, Layer> || ...);
      }(typename Layers::inputs{}) ||
                                   ...);
  static constexpr bool fits =
      (checks::layer_fits<Layers, in_order<Layers>, is_used<Layers>>(typename Layers::inputs{}) &&
       ...);
};

template <class Arch, class Input, class... Layers, int RowsPerStep>
struct stream_layers<network<Arch, Input, Layers...>, RowsPerStep> {
  using arch = Arch;
  using input = Input;
  static constexpr int count = sizeof...(Layers);
  template <int I>
  using layer = typename detail::nth<I, Input, Layers...>::type;

  static constexpr bool fits = topology<Input, Layers...>::fits &&
                               checks::stream_step<network<Arch, Input, Layers...>, RowsPerStep,
                                                   Input::spec.output.height>::ok;

 private:
  template <class Layer>
  static constexpr int index_of = topology<Input, Layers...>::template index_of<Layer> + 1;

  struct all_layers {
    std::array<int, sizeof...(Layers) + 1> made{};
    std::array<int, sizeof...(Layers) + 1> moved{};     // rows by which the window moves
    std::array<bool, sizeof...(Layers) + 1> streams{};  // makes new rows only
  };
  template <class Layer, class First, class... Rest>
  static constexpr void add(all_layers& found, from<First, Rest...>) {
    constexpr auto i = std::size_t{index_of<Layer>};
    constexpr int height = Layer::spec.output.height;
    found.made[i] = height;
    if constexpr (is_row_by_row(Layer::spec) && is_row_of<Layer, First> &&
                  (is_row_of<Layer, Rest> && ...)) {
      if (!found.streams[std::size_t{index_of<First>}]) return;
      if (!(found.streams[std::size_t{index_of<Rest>}] && ...)) return;
      found.streams[i] = true;
      found.moved[i] = found.moved[std::size_t{index_of<First>}] / window_of<Layer>().stride.height;
      found.made[i] = found.moved[i] < height ? found.moved[i] : height;
    }
  }
  // Layer takes Producer's rows as they are.
  template <class Layer, class Producer>
  static constexpr bool is_row_of = Producer::spec.output.height == Layer::spec.input.height;

  static constexpr all_layers all = [] {
    all_layers found{};
    found.made[0] = found.moved[0] = RowsPerStep;
    found.streams[0] = true;
    (add<Layers>(found, typename Layers::inputs{}), ...);
    return found;
  }();

  template <int I>
  static constexpr bool by_rows = all.streams[std::size_t{I}];

  template <int I, bool ByRows>
  struct step_of {
    using type = layer<I>;
  };
  template <int I>
  struct step_of<I, true> {
    using whole = layer<I>;
    static constexpr int height = whole::spec.output.height;
    static constexpr window slid = window_of<whole>();
    static_assert(checks::stream_pads<whole, slid.pad.top, slid.pad.bottom>::ok);
    static constexpr int rows_brought = [] {
      return []<class First, class... Rest>(from<First, Rest...>) {
        return all.moved[std::size_t{index_of<First>}];
      }(typename whole::inputs{});
    }();
    static_assert(checks::stream_rows<whole, rows_brought, slid.stride.height>::ok);
    using type = rows_of<whole, height - all.made[std::size_t{I}], height>;
  };

  template <int I>
  struct simplified {
    using type = detail::simplest<typename step_of<I, by_rows<I>>::type>;
  };

 public:
  static constexpr auto made = all.made;

  template <int I>
  using step = typename simplified<I>::type;

  // All rows of the input's, but for a layer that makes new rows only: from the first it reads on.
  template <int I>
  static constexpr detail::reads_of<layer<I>> reads = []<class... From>(from<From...>) {
    constexpr int begin = [] {
      if constexpr (by_rows<I>) return step_of<I, true>::type::input_begin;
      return 0;
    }();
    return detail::reads_of<layer<I>>{
        rows_read{index_of<From>, From::spec.output.height - begin}...};
  }(typename layer<I>::inputs{});

  static constexpr int warm_up_steps = (Input::spec.output.height + RowsPerStep - 1) / RowsPerStep;
};

namespace detail {

// The least rows that a step of these layers can have: all their strides along the rows, up to the
// layers that read all rows.
template <class Input, class... Layers>
constexpr int least_rows_per_step() {
  using nodes = topology<Input, Layers...>;
  // By how many rows of the input a layer's window moves for one of its own rows; 0: it reads all.
  std::array<int, sizeof...(Layers) + 1> input_rows{1};
  int least = 1;
  const auto add = [&]<class Layer, class First, class... Rest>(Layer*, from<First, Rest...>) {
    const int before = input_rows[std::size_t(nodes::template index_of<First> + 1)];
    if constexpr (is_row_by_row(Layer::spec) &&
                  First::spec.output.height == Layer::spec.input.height) {
      const int rows = before * window_of<Layer>().stride.height;
      input_rows[std::size_t(nodes::template index_of<Layer> + 1)] = rows;
      for (int all = least; rows > 0 && least % rows != 0;)
        least += all;
    }
  };
  (add(static_cast<Layers*>(nullptr), typename Layers::inputs{}), ...);
  return least;
}

}  // namespace detail

// No number of rows is given: the least there can be.
template <class Arch, class Input, class... Layers>
struct stream_layers<network<Arch, Input, Layers...>, 0>
    : stream_layers<network<Arch, Input, Layers...>,
                    detail::least_rows_per_step<Input, Layers...>()> {};

}  // namespace tyto::graph
