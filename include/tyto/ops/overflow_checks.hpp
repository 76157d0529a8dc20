// SPDX-License-Identifier: Apache-2.0
// Compile-time checks that no sum of a layer leaves its integer, and that its multipliers can be
// requantised by. As in checks.hpp, the numbers are template arguments.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "tyto/core/numerics.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops::checks {

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

}  // namespace tyto::ops::checks
