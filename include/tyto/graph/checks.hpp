// SPDX-License-Identifier: Apache-2.0
// The checks that layers which read each other fit. As in ops/checks.hpp, the template arguments
// are the names and numbers, the message is the cure.
#pragma once

#include <type_traits>
#include <utility>

#include "tyto/graph/layer_traits.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

namespace checks {

template <int Height, int Width, int Channels>
struct dims {};

template <class Reader, class Producer, class Got, class Needed>
struct neighbour_shapes {
  static_assert(
      std::is_same_v<Got, Needed>,
      "tyto: Reader reads Producer, whose output is Got, but Reader's spec.input is Needed "
      "(height, width, channels); cure: make the two shapes equal, or read another layer");
  static constexpr bool ok = std::is_same_v<Got, Needed>;
};

template <class Reader, class Producer, class Got, class Needed>
struct neighbour_elements {
  static_assert(
      std::is_same_v<Got, Needed>,
      "tyto: Reader reads Producer, whose elements are Got, but Reader needs Needed; cure: "
      "put a quantize or dequantize layer between them");
  static constexpr bool ok = std::is_same_v<Got, Needed>;
};

template <class Reader, class Producer, int Got, int Needed>
struct neighbour_zero_points {
  static_assert(
      Got == Needed,
      "tyto: Reader reads Producer, whose stored zero point is Got, but Reader's input zero "
      "point is Needed; cure: make the two equal, or put a rescale layer between them");
  static constexpr bool ok = Got == Needed;
};

template <class Reader, bool InOrder>
struct reads_earlier_layers {
  static_assert(
      InOrder,
      "tyto: Reader reads a layer that does not stand before it in the network; cure: list "
      "layers in the order they run, the network's input first");
  static constexpr bool ok = InOrder;
};

template <class Layer, bool Read>
struct is_read {
  static_assert(Read,
                "tyto: no layer reads Layer, and it is not the network's last; cure: remove it, or "
                "name it in the `inputs` of the layer that should read it");
  static constexpr bool ok = Read;
};

template <class Layer, int Got, int Needed>
struct input_count {
  static_assert(
      Got == Needed,
      "tyto: Layer names Got inputs, its operator takes Needed; cure: correct its `inputs`");
  static constexpr bool ok = Got == Needed;
};

template <class Reader, class Producer, int Got, int Needed>
struct view_elements {
  static_assert(
      Got == Needed,
      "tyto: Reader reads a view of Producer, whose output has Got elements, but Reader's "
      "spec.input has Needed; cure: make the two equal, or read another layer");
  static constexpr bool ok = Got == Needed;
};

// Producer's output has the shape that Reader takes; for a layer with the member
//   static constexpr bool reads_view = true;
// as many elements, which it takes to be of its own shape (a reshape between the two).
template <class Reader, class Producer, int K>
constexpr bool shapes_fit() {
  constexpr shape got = Producer::spec.output;
  constexpr shape needed = detail::input_shape<Reader>(K);
  if constexpr (requires { Reader::reads_view; }) {
    return view_elements<Reader, Producer, got.elements(), needed.elements()>::ok;
  } else {
    return neighbour_shapes<Reader, Producer, dims<got.height, got.width, got.channels>,
                            dims<needed.height, needed.width, needed.channels>>::ok;
  }
}

// Producer's output is what Reader takes as its input number K.
template <class Reader, class Producer, int K>
constexpr bool neighbours_fit() {
  bool ok = shapes_fit<Reader, Producer, K>();
  ok &= neighbour_elements<Reader, Producer, ops::element_of<Producer>,
                           ops::input_element_of<Reader>>::ok;
  constexpr int zero_point = detail::input_zero_point<Reader>(K);
  if constexpr (zero_point != detail::no_zero_point) {
    ok &= neighbour_zero_points<Reader, Producer, detail::stored_zero_point<Producer>(),
                                zero_point>::ok;
  }
  return ok;
}

// Layer's own description holds, it stands after those it reads, they fit it, and it is read.
template <class Layer, bool InOrder, bool IsRead, class... Producers>
constexpr bool layer_fits(from<Producers...>) {
  bool ok = ops::checked<Layer>::value;
  ok &= input_count<Layer, int{sizeof...(Producers)}, detail::input_count<Layer>()>::ok;
  ok &= reads_earlier_layers<Layer, InOrder>::ok;
  ok &= is_read<Layer, IsRead>::ok;
  if constexpr (InOrder) {
    ok &= []<int... K>(std::integer_sequence<int, K...>) {
      return (neighbours_fit<Layer, Producers, K>() && ...);
    }
    (std::make_integer_sequence<int, int{sizeof...(Producers)}>{});
  }
  return ok;
}

}  // namespace checks
}  // namespace tyto::graph
