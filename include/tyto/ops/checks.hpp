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

namespace checks {

template <int Height, int Width, int Channels>
struct dims {};

template <class Layer, class Got, class Needed>
struct output_shape {
  static_assert(
      std::is_same_v<Got, Needed>,
      "tyto: a layer's output shape is Got, its input shape and window give Needed (height, "
      "width, channels); cure: correct spec.output, or the window's size, stride or pads");
  static constexpr bool ok = std::is_same_v<Got, Needed>;
};

template <class Layer, class Input, class Output, bool Positive>
struct shapes_are_positive {
  static_assert(
      Positive,
      "tyto: a layer's Input or Output shape (height, width, channels) has an extent under "
      "1; cure: give spec.input and spec.output all three extents, a vector as {1, 1, n}");
  static constexpr bool ok = Positive;
};

constexpr bool positive(shape s) {
  return s.height > 0 && s.width > 0 && s.channels > 0;
}

// The layer's output shape is {Height, Width, Channels}, and neither it nor the input is empty.
template <class Layer, int Height, int Width, int Channels>
constexpr bool output_is() {
  constexpr shape in = Layer::spec.input;
  constexpr shape got = Layer::spec.output;
  constexpr bool both = positive(in) && positive(got);
  using input_dims = dims<in.height, in.width, in.channels>;
  using output_dims = dims<got.height, got.width, got.channels>;
  return shapes_are_positive<Layer, input_dims, output_dims, both>::ok &&
         output_shape<Layer, output_dims, dims<Height, Width, Channels>>::ok;
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
  static_assert(
      Touches,
      "tyto: a pool has a window that covers padding alone; cure: every pad smaller than the "
      "window, and an input that reaches the last window");
  static constexpr bool ok = Touches;
};

template <class Layer, int Got, int Needed>
struct weights_size {
  static_assert(
      Got == Needed,
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
  static_assert(
      Mantissas == Exponents && (Mantissas == 1 || Mantissas == Channels),
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

template <class Layer, int Min, int Max, int InputZeroPoint, int OutputZeroPoint>
struct int16_range {
  static_assert(-32768 <= Min && Min <= Max && Max <= 32767 && InputZeroPoint == 0 &&
                    OutputZeroPoint == 0,
                "tyto: a layer's activation range Min..Max is outside int16, or a zero point of "
                "int16 is not 0; cure: -32768 <= output_min <= output_max <= 32767, zero points 0");
  static constexpr bool ok = true;
};

// That of the layer's element, an integer.
template <class Layer, int Min, int Max, int InputZeroPoint, int OutputZeroPoint>
constexpr bool stored_range() {
  if constexpr (std::is_same_v<element_of<Layer>, std::int16_t>) {
    return int16_range<Layer, Min, Max, InputZeroPoint, OutputZeroPoint>::ok;
  } else {
    return int8_range<Layer, Min, Max, InputZeroPoint, OutputZeroPoint>::ok;
  }
}

template <class Layer, bool Ordered>
struct activation_range {
  static_assert(Ordered,
                "tyto: a layer's output_min is over its output_max; cure: the activation's range, "
                "smaller bound first");
  static constexpr bool ok = Ordered;
};

// An activation range that the element's type bounds already has to be in order only.
template <class Layer>
constexpr bool ordered() {
  return activation_range<Layer, (Layer::spec.output_min <= Layer::spec.output_max)>::ok;
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

// A pool slides, no window of it is empty, and its activation range is in order.
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
  return slides<Layer>() && window_touches_input<Layer, touches()>::ok && ordered<Layer>();
}

}  // namespace checks
}  // namespace tyto::ops
