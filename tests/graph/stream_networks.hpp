// SPDX-License-Identifier: Apache-2.0
// Networks that do not pad their rows, so that they stream; numbers are made in the compiler.
#pragma once

#include "graph/networks.hpp"
#include "tyto/graph/stream.hpp"

namespace tyto::test {

// What slides over In: Rows x Columns, in steps of RowStep and ColumnStep, padded at left and
// right.
template <int Rows, int Columns, int RowStep = 1, int ColumnStep = 1, int Left = 0, int Right = 0>
struct sliding {
  static constexpr window value{{Rows, Columns}, {RowStep, ColumnStep}, {0, 0, Left, Right}};
  static constexpr int taps = Rows * Columns;
};

template <class In, int Filters, class Sliding, int Seed>
struct sliding_conv : channel_major<layer_after<In, Filters, 1, 1, 0, 0, Seed>,
                                    Sliding::taps * In::spec.output.channels> {
  using layer = layer_after<In, Filters, 1, 1, 0, 0, Seed>;
  static constexpr const char* name = "conv";
  static constexpr ops::conv2d<typename layer::element> spec{
      In::spec.output, Sliding::value.output(In::spec.output, Filters), Sliding::value,
      layer::numerics};
};

template <class In, class Sliding, int Seed>
struct sliding_depthwise : arrays_of<layer_after<In, 1, 1, 1, 0, 0, Seed>, Sliding::taps,
                                     In::spec.output.channels, 1, In::spec.output.channels> {
  using layer = layer_after<In, 1, 1, 1, 0, 0, Seed>;
  static constexpr const char* name = "depthwise";
  static constexpr ops::depthwise<typename layer::element> spec{
      In::spec.output, Sliding::value.output(In::spec.output, In::spec.output.channels),
      Sliding::value, layer::numerics};
};

// ---- a DS-CNN of the keyword spotter's size, 10 features a frame, two frames a step ----

namespace stream_ds_cnn {
using first = sliding<10, 4, 2, 2, 1, 1>;
using inner = sliding<3, 3, 1, 1, 1, 1>;
struct input : input_of<49, 10, 1> {};
struct conv_1 : sliding_conv<input, 64, first, 4> {};
struct depthwise_1 : sliding_depthwise<conv_1, inner, 32> {};
struct pointwise_1 : pointwise<depthwise_1, 64, 12> {};
struct depthwise_2 : sliding_depthwise<pointwise_1, inner, 34> {};
struct pointwise_2 : pointwise<depthwise_2, 64, 14> {};
struct depthwise_3 : sliding_depthwise<pointwise_2, inner, 36> {};
struct pointwise_3 : pointwise<depthwise_3, 64, 16> {};
struct depthwise_4 : sliding_depthwise<pointwise_3, inner, 38> {};
struct pointwise_4 : pointwise<depthwise_4, 64, 18> {};
struct pool : global_pool<pointwise_4> {};
struct scores : dense<pool, 12, 27> {};
struct posteriors : probabilities<scores> {};
template <class Arch>
using network =
    graph::network<Arch, input, conv_1, depthwise_1, pointwise_1, depthwise_2, pointwise_2,
                   depthwise_3, pointwise_3, depthwise_4, pointwise_4, pool, scores, posteriors>;
}  // namespace stream_ds_cnn

// ---- a mixed network of wake words, 40 features a frame, three frames a step; as the whole window
// that its last layer sees, and as one step, which reads what it keeps ----

namespace stream_wake_word {
template <int Height>
struct input : input_of<Height, 1, 40> {};

namespace whole {
struct in : input<170> {};
struct conv_1 : sliding_conv<in, 32, sliding<5, 1, 3>, 2> {};
struct depthwise_1 : sliding_depthwise<conv_1, sliding<5, 1>, 22> {};
struct pointwise_1 : pointwise<depthwise_1, 64, 24> {};
struct depthwise_2 : sliding_depthwise<pointwise_1, sliding<11, 1>, 25> {};
struct pointwise_2 : pointwise<depthwise_2, 64, 26> {};
struct depthwise_3 : sliding_depthwise<pointwise_2, sliding<15, 1>, 27> {};
struct pointwise_3 : pointwise<depthwise_3, 64, 28> {};
struct depthwise_4 : sliding_depthwise<pointwise_3, sliding<23, 1>, 29> {};
struct pointwise_4 : pointwise<depthwise_4, 64, 30> {};
struct score : dense<pointwise_4, 3, 31> {};
}  // namespace whole
template <class Arch>
using network =
    graph::network<Arch, whole::in, whole::conv_1, whole::depthwise_1, whole::pointwise_1,
                   whole::depthwise_2, whole::pointwise_2, whole::depthwise_3, whole::pointwise_3,
                   whole::depthwise_4, whole::pointwise_4, whole::score>;

namespace step {
using graph::history;
struct in : input<3> {};
struct conv_1 : sliding_conv<history<in, 2>, 32, sliding<5, 1, 3>, 2> {};
struct depthwise_1 : sliding_depthwise<history<conv_1, 4>, sliding<5, 1>, 22> {};
struct pointwise_1 : pointwise<depthwise_1, 64, 24> {};
// More is kept than the layer reads.
struct depthwise_2
    : sliding_depthwise<graph::rows<history<pointwise_1, 12>, 2, 13>, sliding<11, 1>, 25> {};
struct pointwise_2 : pointwise<depthwise_2, 64, 26> {};
struct depthwise_3 : sliding_depthwise<history<pointwise_2, 14>, sliding<15, 1>, 27> {};
struct pointwise_3 : pointwise<depthwise_3, 64, 28> {};
struct depthwise_4 : sliding_depthwise<history<pointwise_3, 22>, sliding<23, 1>, 29> {};
struct pointwise_4 : pointwise<depthwise_4, 64, 30> {};
struct score : dense<history<pointwise_4, 5>, 3, 31> {};
}  // namespace step
template <class Arch>
using steps = graph::steps<Arch, step::in, step::conv_1, step::depthwise_1, step::pointwise_1,
                           step::depthwise_2, step::pointwise_2, step::depthwise_3,
                           step::pointwise_3, step::depthwise_4, step::pointwise_4, step::score>;
}  // namespace stream_wake_word

}  // namespace tyto::test
