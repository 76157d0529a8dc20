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

template <class Layer, int Index, int Mantissa, int Exponent>
struct multiplier_range {
  static constexpr bool ok = Mantissa >= 0 && -31 <= Exponent && Exponent <= 30;
  static_assert(ok,
                "tyto: requantise multiplier number Index of a layer has a Mantissa under 0 or an "
                "Exponent outside [-31, 30]; cure: the two numbers that make_multiplier gives");
};

template <class Layer, std::int64_t Largest, std::int64_t Limit>
struct sum_fits {
  static_assert(
      Largest <= Limit,
      "tyto: an int32 of a layer without weights could overflow: its inputs allow Largest, "
      "its requantise multiplier's left shift Limit; cure: a larger output scale");
  static constexpr bool ok = Largest <= Limit;
};

template <class Layer, int Channel, std::int64_t Got, std::int64_t Limit>
struct accumulator_fits {
  static_assert(
      Got <= Limit,
      "tyto: the int32 accumulator of output channel Channel could overflow: sum |weight| "
      "* |input| + |bias| is Got, over Limit, which is 2^31 - 129 shifted right by the "
      "multiplier's exponent; cure: a larger output scale, or fewer or smaller weights and biases");
  static constexpr bool ok = Got <= Limit;
};

template <class Layer, int Channel, std::int64_t Got, std::int64_t Limit>
struct wide_accumulator_fits {
  static_assert(
      Got <= Limit,
      "tyto: the int64 accumulator of output channel Channel is too large to be requantised: sum "
      "|weight| * |input| + |bias| is Got, over Limit, which is 2^47 - 1 or what int32 holds "
      "divided by the multiplier; cure: a larger output scale, or fewer or smaller weights and "
      "biases");
  static constexpr bool ok = Got <= Limit;
};

constexpr std::int64_t magnitude(std::int64_t x) {
  return x < 0 ? -x : x;
}

// Largest |stored - zero_point| an input of T can have.
template <class T = std::int8_t>
constexpr std::int64_t largest_input(int zero_point) {
  const std::int64_t below = zero_point - std::int64_t{std::numeric_limits<T>::min()};
  const std::int64_t above = std::int64_t{std::numeric_limits<T>::max()} - zero_point;
  return below > above ? below : above;
}

// Largest |accumulator| that requantising with `exponent` may be given: the two-step formula
// shifts it left first, and a zero point of at most 128 is added to what comes out.
constexpr std::int64_t largest_accumulator(int exponent) {
  constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max() - 128;
  return largest >> (exponent > 0 ? exponent : 0);
}

// The same for a sum of 64 bits: at most 2^47 - 1, and the result fits int32.
constexpr std::int64_t largest_wide_accumulator(multiplier m) {
  constexpr std::int64_t largest = (std::int64_t{1} << 47) - 1;
  if (m.exponent > 7) return 0;
  if (m.exponent < -15) return largest;
  // (1 less, for what rounding adds.)
  const std::int64_t product = std::int64_t{std::numeric_limits<std::int32_t>::max() - 1}
                               << (15 - m.exponent);
  const std::int64_t fits = product / (mantissa_q15(m) > 0 ? mantissa_q15(m) : 1);
  return fits < largest ? fits : largest;
}

constexpr bool in_range(multiplier m) {
  return m.mantissa >= 0 && -31 <= m.exponent && m.exponent <= 30;
}

// First of the layer's multipliers that is out of range; 0, which then is not, if none is.
template <class Layer>
constexpr int suspect_multiplier() {
  for (int i = 0; i < array_size<decltype(Layer::mantissa)>; ++i) {
    if (!in_range(multiplier_of<Layer>(i))) return i;
  }
  return 0;
}

// As many multipliers as one layer of `Channels` has, all in range.
template <class Layer, int Channels>
constexpr bool multiplies() {
  constexpr int mantissas = array_size<decltype(Layer::mantissa)>;
  constexpr int exponents = array_size<decltype(Layer::exponent)>;
  using size = multiplier_size<Layer, mantissas, exponents, Channels>;
  if constexpr (size::ok) {
    constexpr int i = suspect_multiplier<Layer>();
    constexpr multiplier m = multiplier_of<Layer>(i);
    return multiplier_range<Layer, i, m.mantissa, m.exponent>::ok;
  }
  return false;
}

// Largest |accumulator| of output channel `c`. Tap t is Layer::weights[c * ChannelStep + t *
// TapStep].
template <class Layer, int Taps, int ChannelStep, int TapStep>
constexpr std::int64_t accumulator_bound(int c) {
  std::int64_t weights = 0;
  for (int t = 0; t < Taps; ++t)
    weights += magnitude(Layer::weights[c * ChannelStep + t * TapStep]);
  return weights * largest_input<element_of<Layer>>(Layer::spec.numerics.input_zero_point) +
         magnitude(Layer::bias[c]);
}

template <class Layer>
inline constexpr bool sums_in_int64 = std::is_same_v<accumulator_of<Layer>, std::int64_t>;

template <class Layer>
constexpr std::int64_t accumulator_limit(int c) {
  if constexpr (sums_in_int64<Layer>) return largest_wide_accumulator(multiplier_of<Layer>(c));
  return largest_accumulator(multiplier_of<Layer>(c).exponent);
}

// First output channel whose accumulator could overflow, in the sum or in requantising; 0, which
// then cannot, if none could. Weights are only read where their count alone does not settle it:
// large constant evaluations cost compile time.
template <class Layer, int Channels, int Taps, int ChannelStep, int TapStep>
constexpr int suspect_channel() {
  const std::int64_t input =
      largest_input<element_of<Layer>>(Layer::spec.numerics.input_zero_point);
  for (int c = 0; c < Channels; ++c) {
    const std::int64_t limit = accumulator_limit<Layer>(c);
    if (std::int64_t{Taps} * 128 * input + magnitude(Layer::bias[c]) <= limit) continue;
    if (accumulator_bound<Layer, Taps, ChannelStep, TapStep>(c) > limit) return c;
  }
  return 0;
}

// An activation range that the element's type bounds already has to be in order only.
template <class Layer>
constexpr bool ordered() {
  return activation_range<Layer, (Layer::spec.output_min <= Layer::spec.output_max)>::ok;
}

template <class Layer>
constexpr bool ranges() {
  if constexpr (std::is_same_v<element_of<Layer>, std::int8_t>) {
    constexpr auto& n = Layer::spec.numerics;
    return int8_range<Layer, n.output_min, n.output_max, n.input_zero_point,
                      n.output_zero_point>::ok;
  } else {
    constexpr auto& n = Layer::spec.numerics;
    return activation_range<Layer, (n.output_min <= n.output_max)>::ok;
  }
}

// Everything a layer of `Channels` sums over `Taps` products each has to hold.
template <class Layer, int Channels, int Taps, int ChannelStep, int TapStep>
constexpr bool accumulates() {
  using weights = weights_size<Layer, array_size<decltype(Layer::weights)>, Channels * Taps>;
  using bias = bias_size<Layer, array_size<decltype(Layer::bias)>, Channels>;
  bool ok = ranges<Layer>() && weights::ok && bias::ok;
  if constexpr (!std::is_same_v<element_of<Layer>, float>) {
    constexpr bool multipliers = multiplies<Layer, Channels>();
    ok &= multipliers;
    if constexpr (weights::ok && bias::ok && multipliers) {
      constexpr int c = suspect_channel<Layer, Channels, Taps, ChannelStep, TapStep>();
      constexpr std::int64_t got = accumulator_bound<Layer, Taps, ChannelStep, TapStep>(c);
      constexpr std::int64_t limit = accumulator_limit<Layer>(c);
      if constexpr (sums_in_int64<Layer>) {
        ok &= wide_accumulator_fits<Layer, c, got, limit>::ok;
      } else {
        ok &= accumulator_fits<Layer, c, got, limit>::ok;
      }
    }
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

// Elements of int16 that int32 holds the sum of.
inline constexpr std::int64_t most_pooled_int16 = 65535;

template <class Layer, std::int64_t Elements>
struct pool_sum_fits {
  static_assert(Elements <= most_pooled_int16,
                "tyto: an int32 sum of int16 elements could overflow: a pool adds up Elements; "
                "cure: windows of at most 65535 elements");
  static constexpr bool ok = Elements <= most_pooled_int16;
};

// What a pool adds up, Elements at a time, fits int32.
template <class Layer, std::int64_t Elements>
constexpr bool averages() {
  if constexpr (std::is_same_v<element_of<Layer>, std::int16_t>) {
    return pool_sum_fits<Layer, Elements>::ok;
  }
  return true;
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
