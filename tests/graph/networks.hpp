// SPDX-License-Identifier: Apache-2.0
// Networks to test with: layers written as a template of the layer they read, with numbers made in
// the compiler.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ops/cases.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"
#include "tyto/ops/all.hpp"

namespace tyto::test {

// An input, int8 unless told otherwise.
template <int Height, int Width, int Channels, class T = std::int8_t>
struct input_of {
  static constexpr const char* name = "input";
  static constexpr int zero_point = 7;
  static constexpr graph::network_input<T> spec{{Height, Width, Channels}, {0.25F, zero_point}};
};

// A layer that reads In: its shapes and, from `Seed`, its numbers.
template <class In, int Filters, int Size, int Stride, int Before, int After, int Seed>
struct layer_after {
  using element = ops::element_of<In>;
  using inputs = graph::from<In>;
  static constexpr int zero_point = random(Seed).between(-128, 10);
  static constexpr layer_case c{
      .height = In::spec.output.height,
      .width = In::spec.output.width,
      .channels = In::spec.output.channels,
      .filters = Filters,
      .shape_of_filter = {{Size, Size}, {Stride, Stride}, {Before, After, Before, After}},
      .input_zero_point = graph::detail::viewed<In>::layer::zero_point,
      .output_zero_point = zero_point,
      .act = Seed % 2 == 0 ? activation::relu : activation::none,
      .seed = Seed};
  static constexpr tyto::numerics<element> numerics = numerics_of<element>(c);
};

// Its arrays. Tap t of output channel o is weights[o * ChannelStep + t * TapStep].
template <class After, int Taps, int Channels, int ChannelStep, int TapStep>
struct arrays_of : After {
  static constexpr auto numbers =
      make_numbers<typename After::element, Taps, Channels, ChannelStep, TapStep, Channels>(
          After::c);
  static constexpr auto& weights = numbers.weights;
  static constexpr auto& bias = numbers.bias;
  static constexpr auto& mantissa = numbers.mantissa;
  static constexpr auto& exponent = numbers.exponent;
};

template <class After, int Taps>
using channel_major = arrays_of<After, Taps, After::c.filters, Taps, 1>;

template <class In, int Filters, int Size, int Stride, int Before, int After, int Seed>
struct conv : channel_major<layer_after<In, Filters, Size, Stride, Before, After, Seed>,
                            Size * Size * In::spec.output.channels> {
  using layer = layer_after<In, Filters, Size, Stride, Before, After, Seed>;
  static constexpr const char* name = "conv";
  static constexpr ops::conv2d<typename layer::element> spec{
      layer::c.input(), layer::c.output(Filters), layer::c.shape_of_filter, layer::numerics};
};

template <class In, int Size, int Stride, int Before, int After, int Seed>
struct depthwise : arrays_of<layer_after<In, 1, Size, Stride, Before, After, Seed>, Size * Size,
                             In::spec.output.channels, 1, In::spec.output.channels> {
  using layer = layer_after<In, 1, Size, Stride, Before, After, Seed>;
  static constexpr const char* name = "depthwise";
  static constexpr ops::depthwise<typename layer::element> spec{
      layer::c.input(), layer::c.output(In::spec.output.channels), layer::c.shape_of_filter,
      layer::numerics};
};

template <class In, int Filters, int Seed>
struct pointwise
    : channel_major<layer_after<In, Filters, 1, 1, 0, 0, Seed>, In::spec.output.channels> {
  using layer = layer_after<In, Filters, 1, 1, 0, 0, Seed>;
  static constexpr const char* name = "pointwise";
  static constexpr ops::pointwise<typename layer::element> spec{
      layer::c.input(), layer::c.output(Filters), layer::numerics};
};

template <class In, int Filters, int Seed>
struct dense
    : channel_major<layer_after<In, Filters, 1, 1, 0, 0, Seed>, In::spec.output.elements()> {
  using layer = layer_after<In, Filters, 1, 1, 0, 0, Seed>;
  static constexpr const char* name = "dense";
  static constexpr ops::fully_connected<typename layer::element> spec{
      layer::c.input(), {1, 1, Filters}, layer::numerics};
};

template <class In>
struct global_pool {
  static constexpr const char* name = "global_pool";
  static constexpr int zero_point = In::zero_point;
  using inputs = graph::from<In>;
  static constexpr ops::global_average_pool<ops::element_of<In>> spec{
      In::spec.output, {1, 1, In::spec.output.channels}};
};

template <class In, int Size, int Stride>
struct largest {
  static constexpr const char* name = "largest";
  static constexpr int zero_point = In::zero_point;
  static constexpr window w{{Size, Size}, {Stride, Stride}, {}};
  using inputs = graph::from<In>;
  static constexpr ops::max_pool<ops::element_of<In>> spec{
      In::spec.output, w.output(In::spec.output, In::spec.output.channels), w};
};

template <class In>
struct probabilities {
  static constexpr const char* name = "probabilities";
  static constexpr int zero_point = -128;
  using inputs = graph::from<In>;
  static constexpr auto spec = ops::make_softmax(In::spec.output, 0.05F);
};

template <class A, class B, int ZeroPoint = -20>
struct sum {
  static constexpr const char* name = "sum";
  static constexpr int zero_point = ZeroPoint;
  using inputs = graph::from<A, B>;
  static constexpr auto spec = ops::make_add(A::spec.output, {0.1F, A::zero_point},
                                             {0.07F, B::zero_point}, {0.11F, ZeroPoint});
};

template <class A, class B>
struct float_sum {
  static constexpr const char* name = "float_sum";
  static constexpr int zero_point = 0;  // of no meaning
  using inputs = graph::from<A, B>;
  static constexpr ops::add<float> spec{A::spec.output, A::spec.output};
};

template <class In>
struct rescaled {
  static constexpr const char* name = "rescaled";
  static constexpr int zero_point = 5;
  using inputs = graph::from<In>;
  static constexpr ops::rescale spec{
      In::spec.output,
      In::spec.output,
      {.input_zero_point = In::zero_point, .output_zero_point = zero_point}};
  static constexpr std::int32_t mantissa[1] = {1518500250};  // sqrt(1/2)
  static constexpr std::int8_t exponent[1] = {1};
};

template <class In>
struct to_int8 {
  static constexpr const char* name = "to_int8";
  static constexpr int zero_point = -3;
  using inputs = graph::from<In>;
  static constexpr ops::quantize spec{In::spec.output, In::spec.output, {0.01F, zero_point}};
};

template <class In>
struct to_float {
  static constexpr const char* name = "to_float";
  static constexpr int zero_point = 0;
  using inputs = graph::from<In>;
  static constexpr ops::dequantize spec{In::spec.output, In::spec.output, {0.02F, In::zero_point}};
};

// ---- networks ----

// Every layer has a type of its own: type names made of type names grow beyond reading.

// The keyword spotter of the MLPerf Tiny suite: 49 x 10 features, 64 channels, 12 labels.
namespace ds_cnn {
struct input : input_of<49, 10, 1> {};
struct conv_1 : channel_major<layer_after<input, 64, 1, 1, 0, 0, 1>, 40> {
  static constexpr const char* name = "conv_1";
  static constexpr ops::conv2d<std::int8_t> spec{
      input::spec.output,
      {25, 5, 64},
      {{10, 4}, {2, 2}, {4, 5, 1, 1}},
      {.input_zero_point = input::zero_point, .output_zero_point = zero_point}};
};
struct depthwise_1 : depthwise<conv_1, 3, 1, 1, 1, 11> {};
struct pointwise_1 : pointwise<depthwise_1, 64, 12> {};
struct depthwise_2 : depthwise<pointwise_1, 3, 1, 1, 1, 13> {};
struct pointwise_2 : pointwise<depthwise_2, 64, 14> {};
struct depthwise_3 : depthwise<pointwise_2, 3, 1, 1, 1, 15> {};
struct pointwise_3 : pointwise<depthwise_3, 64, 16> {};
struct depthwise_4 : depthwise<pointwise_3, 3, 1, 1, 1, 17> {};
struct pointwise_4 : pointwise<depthwise_4, 64, 18> {};
struct pool : global_pool<pointwise_4> {};
struct scores : dense<pool, 12, 27> {};
struct posteriors : probabilities<scores> {};
template <class Arch>
using network =
    graph::network<Arch, input, conv_1, depthwise_1, pointwise_1, depthwise_2, pointwise_2,
                   depthwise_3, pointwise_3, depthwise_4, pointwise_4, pool, scores, posteriors>;
}  // namespace ds_cnn

// ResNet-8 with a quarter of the channels, on 16 x 16 x 3.
namespace resnet {
struct input : input_of<16, 16, 3> {};
struct stem : conv<input, 4, 3, 1, 1, 1, 21> {};
struct conv_1a : conv<stem, 4, 3, 1, 1, 1, 22> {};
struct conv_1b : conv<conv_1a, 4, 3, 1, 1, 1, 23> {};
struct sum_1 : sum<stem, conv_1b> {};
struct conv_2a : conv<sum_1, 8, 3, 2, 0, 1, 24> {};
struct conv_2b : conv<conv_2a, 8, 3, 1, 1, 1, 25> {};
struct shortcut_2 : conv<sum_1, 8, 1, 2, 0, 0, 26> {};
struct sum_2 : sum<shortcut_2, conv_2b, 3> {};
struct conv_3a : conv<sum_2, 16, 3, 2, 0, 1, 27> {};
struct conv_3b : conv<conv_3a, 16, 3, 1, 1, 1, 28> {};
struct shortcut_3 : conv<sum_2, 16, 1, 2, 0, 0, 39> {};
struct sum_3 : sum<shortcut_3, conv_3b> {};
struct pool : global_pool<sum_3> {};
struct scores : dense<pool, 10, 37> {};
struct posteriors : probabilities<scores> {};
template <class Arch>
using network =
    graph::network<Arch, input, stem, conv_1a, conv_1b, sum_1, conv_2a, conv_2b, shortcut_2, sum_2,
                   conv_3a, conv_3b, shortcut_3, sum_3, pool, scores, posteriors>;
}  // namespace resnet

// What is easy to get wrong in a graph: the input read twice, a layer added to itself, a long skip,
// an elementwise layer whose input is still needed, a sum as the last layer.
namespace tangle {
struct input : input_of<9, 7, 3> {};
struct a : conv<input, 3, 3, 1, 1, 1, 41> {};
struct with_input : sum<a, input> {};
struct doubled : sum<with_input, with_input, 9> {};
struct b : rescaled<doubled> {};
struct c : depthwise<b, 5, 1, 2, 2, 43> {};
struct late : sum<c, doubled, -9> {};
struct d : pointwise<late, 3, 44> {};
struct e : largest<d, 3, 1> {};
struct f : pointwise<e, 5, 45> {};
struct g : conv<d, 5, 3, 1, 0, 0, 46> {};
struct end : sum<f, g> {};
template <class Arch>
using network = graph::network<Arch, input, a, with_input, doubled, b, c, late, d, e, f, g, end>;
}  // namespace tangle

// Elements of both kinds: float to int8 and back.
namespace mixed {
struct input : input_of<8, 6, 2, float> {};
struct quantized : to_int8<input> {};
struct a : conv<quantized, 5, 3, 1, 1, 1, 51> {};
struct b : largest<a, 2, 2> {};
struct c : to_float<b> {};
struct d : pointwise<c, 4, 53> {};
struct e : depthwise<d, 3, 1, 1, 1, 55> {};
struct f : float_sum<d, e> {};
struct g : dense<f, 3, 57> {};
template <class Arch>
using network = graph::network<Arch, input, quantized, a, b, c, d, e, f, g>;
}  // namespace mixed

// One layer: no arena.
namespace single {
struct input : input_of<5, 5, 3> {};
struct only : conv<input, 4, 3, 2, 1, 1, 61> {};
template <class Arch>
using network = graph::network<Arch, input, only>;
}  // namespace single

}  // namespace tyto::test
