// SPDX-License-Identifier: Apache-2.0
// Compile-time checks that operators share. Each is a template whose arguments are the numbers, so
// that the compiler's "in instantiation of" line says who, got and needed; the message says the
// cure.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Specialised by each operator's header: a complete type whose static_asserts hold, or no
// compilation. Kernels of every ISA and the graph ask `checked<Layer>::value`.
template <class Layer>
struct checked;

namespace checks {

template <int Height, int Width, int Channels>
struct dims {};

template <class Layer, class Got, class Needed>
struct output_shape {
  static_assert(std::is_same_v<Got, Needed>,
                "tyto: a layer's output shape is Got, its input shape and window give Needed (height, "
                "width, channels); cure: correct spec.output, or the window's size, stride or pads");
  static constexpr bool ok = std::is_same_v<Got, Needed>;
};

// The layer's output shape is {Height, Width, Channels}.
template <class Layer, int Height, int Width, int Channels>
constexpr bool output_is() {
  constexpr shape got = Layer::spec.output;
  return output_shape<Layer, dims<got.height, got.width, got.channels>,
                      dims<Height, Width, Channels>>::ok;
}

// The layer's output has its input's shape.
template <class Layer>
constexpr bool keeps_shape() {
  constexpr shape in = Layer::spec.input;
  return output_is<Layer, in.height, in.width, in.channels>();
}

template <class Layer, bool Valid>
struct window_is_valid {
  static_assert(Valid,
                "tyto: a layer's window has a size or stride under 1 or a negative pad; cure: size "
                "and stride of at least 1, pads of at least 0");
  static constexpr bool ok = Valid;
};

template <class Layer, bool Positive>
struct scale_is_positive {
  static_assert(Positive,
                "tyto: a layer's quantisation scale is not positive; cure: the step of real value "
                "between two stored integers, over 0");
  static constexpr bool ok = Positive;
};

template <class Layer, bool Touches>
struct window_touches_input {
  static_assert(Touches,
                "tyto: a pool has a window that covers padding alone; cure: every pad smaller than the "
                "window, and an input that reaches the last window");
  static constexpr bool ok = Touches;
};

template <class Layer, int Got, int Needed>
struct weights_size {
  static_assert(Got == Needed,
                "tyto: a layer's `weights` array has Got elements, its spec needs Needed; cure: all "
                "weights in the axis order that the operator's header states");
  static constexpr bool ok = Got == Needed;
};

template <class Layer, int Got, int Needed>
struct bias_size {
  static_assert(Got == Needed,
                "tyto: a layer's `bias` array has Got elements, its spec needs Needed; cure: one "
                "bias an output channel, zeros where the source has none");
  static constexpr bool ok = Got == Needed;
};

template <class Layer, int Mantissas, int Exponents, int Channels>
struct multiplier_size {
  static_assert(Mantissas == Exponents && (Mantissas == 1 || Mantissas == Channels),
                "tyto: a layer has Mantissas and Exponents requantise multipliers; cure: as many of "
                "either, one for the layer or one an output channel (Channels)");
  static constexpr bool ok = Mantissas == Exponents && (Mantissas == 1 || Mantissas == Channels);
};

template <class Layer, int Min, int Max, int InputZeroPoint, int OutputZeroPoint>
struct int8_range {
  static_assert(-128 <= Min && Min <= Max && Max <= 127 && -128 <= InputZeroPoint &&
                    InputZeroPoint <= 127 && -128 <= OutputZeroPoint && OutputZeroPoint <= 127,
                "tyto: a layer's activation range Min..Max or a zero point is outside int8; cure: "
                "-128 <= output_min <= output_max <= 127, zero points in [-128, 127]");
  static constexpr bool ok = true;
};

template <class Layer, int Channel>
struct accumulator_fits {
  static_assert(Channel == -1,
                "tyto: the int32 accumulator of output channel Channel could overflow: sum |weight| "
                "* |input| + |bias|, shifted left by the multiplier's exponent, exceeds 2^31 - 1; "
                "cure: a larger output scale, or fewer or smaller weights and biases");
  static constexpr bool ok = Channel == -1;
};

constexpr std::int64_t magnitude(std::int64_t x) { return x < 0 ? -x : x; }

// Largest |stored - zero_point| an int8 input can have.
constexpr std::int64_t largest_input(const numerics<std::int8_t>& n) {
  const int below = n.input_zero_point + 128;
  const int above = 127 - n.input_zero_point;
  return below > above ? below : above;
}

// Largest |accumulator| that requantising with `exponent` may be given: the two-step formula
// shifts it left first.
constexpr std::int64_t largest_accumulator(int exponent) {
  return std::int64_t{std::numeric_limits<std::int32_t>::max()} >> (exponent > 0 ? exponent : 0);
}

// First output channel whose accumulator could overflow int32, in the sum or in requantising's left
// shift; -1 when none can. Tap t of channel c is Layer::weights[c * ChannelStep + t * TapStep].
// Weights are only read where their count alone does not settle it: large constant evaluations
// cost compile time.
template <class Layer, int Channels, int Taps, int ChannelStep, int TapStep>
constexpr int overflowing_channel() {
  const std::int64_t input = largest_input(Layer::spec.numerics);
  for (int c = 0; c < Channels; ++c) {
    const std::int64_t limit = largest_accumulator(multiplier_of<Layer>(c).exponent);
    const std::int64_t bias = magnitude(Layer::bias[c]);
    if (std::int64_t{Taps} * 128 * input + bias <= limit) continue;
    std::int64_t weights = 0;
    for (int t = 0; t < Taps; ++t) weights += magnitude(Layer::weights[c * ChannelStep + t * TapStep]);
    if (weights * input + bias > limit) return c;
  }
  return -1;
}

template <class Layer>
constexpr bool ranges() {
  if constexpr (std::is_same_v<element_of<Layer>, std::int8_t>) {
    constexpr auto& n = Layer::spec.numerics;
    return int8_range<Layer, n.output_min, n.output_max, n.input_zero_point,
                      n.output_zero_point>::ok;
  }
  return true;
}

// Everything a layer of `Channels` sums over `Taps` products each has to hold.
template <class Layer, int Channels, int Taps, int ChannelStep, int TapStep>
constexpr bool accumulates() {
  bool ok = ranges<Layer>();
  ok &= weights_size<Layer, array_size<decltype(Layer::weights)>, Channels * Taps>::ok;
  ok &= bias_size<Layer, array_size<decltype(Layer::bias)>, Channels>::ok;
  if constexpr (std::is_same_v<element_of<Layer>, std::int8_t>) {
    ok &= multiplier_size<Layer, array_size<decltype(Layer::mantissa)>,
                          array_size<decltype(Layer::exponent)>, Channels>::ok;
    ok &= accumulator_fits<
        Layer, overflowing_channel<Layer, Channels, Taps, ChannelStep, TapStep>()>::ok;
  }
  return ok;
}

// A windowed layer's window is sane and its output shape follows from it.
template <class Layer>
constexpr bool slides() {
  constexpr auto& s = Layer::spec;
  bool ok = window_is_valid<Layer, s.window.valid()>::ok;
  if constexpr (s.window.valid()) {
    constexpr shape needed = s.window.output(s.input, s.output.channels);
    ok &= output_is<Layer, needed.height, needed.width, needed.channels>();
  }
  return ok;
}

// A pool slides, and no window of it is empty.
template <class Layer>
constexpr bool pools() {
  constexpr auto& s = Layer::spec;
  constexpr auto touches = [] {
    const int y = s.output.height - 1;
    const int x = s.output.width - 1;
    return s.window.rows(0, s.input.height).size() > 0 &&
           s.window.rows(y, s.input.height).size() > 0 &&
           s.window.columns(0, s.input.width).size() > 0 &&
           s.window.columns(x, s.input.width).size() > 0;
  };
  return slides<Layer>() && window_touches_input<Layer, touches()>::ok;
}

}  // namespace checks
}  // namespace tyto::ops
