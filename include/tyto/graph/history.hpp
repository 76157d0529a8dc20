// SPDX-License-Identifier: Apache-2.0
// What a layer of a streaming network reads beside whole outputs: rows that were made in earlier
// steps, or some of the rows only. Both stand in a layer's `inputs`, and neither is a layer:
//
//   using inputs = tyto::graph::from<tyto::graph::history<conv_1, 4>>;
//
// A network of such layers is written as one step of it runs, see steps in stream.hpp.
#pragma once

#include "tyto/core/shape.hpp"
#include "tyto/graph/layer_traits.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

// Spec of what stands for rows of a layer.
template <class T>
requires tyto::element<T> || tyto::stored_integer<T>
struct view_spec {
  using element = T;
  shape output;
};

// The newest Rows rows that Producer made in earlier steps, oldest first, then those of this step.
// Producer is a layer or the network's input. Before it has made them, rows are what the producer's
// `initial_rows` says, an array of all the elements that are kept of it, or else real 0.
template <class Producer, int Rows>
struct history {
  static_assert(Rows >= 0, "tyto: a history keeps a negative number of rows; cure: 0 or more");
  static constexpr const char* name = Producer::name;
  using inputs = from<Producer>;
  static constexpr view_spec<ops::element_of<Producer>> spec{{Producer::spec.output.height + Rows,
                                                              Producer::spec.output.width,
                                                              Producer::spec.output.channels}};
};

// Rows [Begin, End) of X: a layer's output, the network's input or a history. If they are all of
// earlier steps, X may be the history of a layer that runs later, or of the reader: a state that is
// fed back.
template <class X, int Begin, int End>
struct rows {
  static_assert(0 <= Begin && Begin < End && End <= X::spec.output.height,
                "tyto: rows Begin to End are not all there in X; cure: 0 <= Begin < End <= height");
  static constexpr const char* name = X::name;
  using inputs = from<X>;
  static constexpr view_spec<ops::element_of<X>> spec{
      {End - Begin, X::spec.output.width, X::spec.output.channels}};
};

namespace detail {

// The layer whose rows a view stands for, how many rows before the end of what it has made the
// first of them is, and whether all were made in earlier steps.
template <class X>
struct viewed {
  using layer = X;
  static constexpr int back = X::spec.output.height;
  static constexpr bool is_earlier = false;
};
template <class Producer, int Rows>
struct viewed<history<Producer, Rows>> {
  using layer = Producer;
  static constexpr int back = Producer::spec.output.height + Rows;
  static constexpr bool is_earlier = false;
};
template <class X, int Begin, int End>
struct viewed<rows<X, Begin, End>> {
  using layer = typename viewed<X>::layer;
  static constexpr int back = viewed<X>::back - Begin;
  static constexpr bool is_earlier = back - (End - Begin) >= layer::spec.output.height;
};

}  // namespace detail
}  // namespace tyto::graph
