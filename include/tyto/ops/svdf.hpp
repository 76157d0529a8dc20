// SPDX-License-Identifier: Apache-2.0
// A fully connected layer whose matrices over features and time are products of vectors (SVDF): two
// layers. The first multiplies the newest features by each filter's vector over features, and its
// outputs of several runs are rows of a history; the second multiplies each filter's history by its
// vector over time and adds `rank` filters each.
//
// Where what is kept is int8 or float, the first is a fully_connected; where rank is 1 too, the
// second is a depthwise. What follows is all else.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// out[f] = clamp(sum over i of (in[i] - zero) * w[f][i], requantised), to int16 of zero point 0.
//
// Layer::weights   std::int8_t[filters][in]
// Layer::bias      std::int32_t[filters]; SVDF has none: zeros
// Layer::mantissa, Layer::exponent  one
struct svdf_features {
  using input_element = std::int8_t;
  using element = std::int16_t;
  static constexpr const char* operator_name = "svdf_features";

  shape input;
  shape output;  // {1, 1, filters}
  int input_zero_point = 0;
  tyto::rounding rounding = tyto::rounding::two_step;

  static constexpr int output_zero_point = 0;

  [[nodiscard]] constexpr int taps() const { return input.elements(); }
  [[nodiscard]] constexpr std::int64_t macs() const {
    return std::int64_t{output.elements()} * taps();
  }
};

template <class Layer>
concept svdf_features_layer = std::is_same_v<spec_of<Layer>, svdf_features>;

// What the second layer reads and gives: int16 and int8 to int8, float to float.
template <class State>
concept svdf_state = tyto::element<State> || std::same_as<State, std::int16_t>;

// out[u] = clamp(bias[u] + sum over filters f of unit u, and rows t, of (in[t][f] - zero) *
// w[t][f]). An int32 sum of int16 products wraps around, as that of TensorFlow Lite's reference
// kernel does in practice.
//
// Layer::weights   State[rows][units * rank]
// Layer::bias      std::int32_t[units], or float
// Layer::mantissa, Layer::exponent  one, of integers
template <svdf_state State>
struct svdf_time {
  using input_element = State;
  using element = std::conditional_t<std::is_same_v<State, float>, float, std::int8_t>;
  static constexpr const char* operator_name = "svdf_time";

  shape input;   // {rows, 1, units * rank}
  shape output;  // {1, 1, units}
  int rank = 1;
  tyto::numerics<element> numerics = {};

  [[nodiscard]] constexpr std::int64_t macs() const { return input.elements(); }
};

namespace detail {

template <class Spec>
inline constexpr bool is_svdf_time = false;
template <class State>
inline constexpr bool is_svdf_time<svdf_time<State>> = true;

}  // namespace detail

template <class Layer>
concept svdf_time_layer = detail::is_svdf_time<spec_of<Layer>>;

namespace checks {

template <class Layer, int Exponent>
struct svdf_exponent {
  static_assert(Exponent <= 0,
                "tyto: an SVDF's Exponent is over 0, and its sums may fill int32; cure: a larger "
                "output scale");
  static constexpr bool ok = Exponent <= 0;
};

template <class Layer, int Filters, int Units, int Rank>
struct svdf_rank {
  static_assert(Rank >= 1 && Filters == Units * Rank,
                "tyto: an SVDF has Filters for Units of Rank filters each; cure: Units * Rank "
                "channels in spec.input");
  static constexpr bool ok = Rank >= 1 && Filters == Units * Rank;
};

}  // namespace checks

template <svdf_features_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr int filters = s.output.channels;
  static constexpr std::int64_t largest =
      128 * checks::largest_input(s.input_zero_point) * s.taps();
  static constexpr bool value =
      checks::output_is<Layer, 1, 1, filters>() &&
      checks::weights_size<Layer, array_size<decltype(Layer::weights)>, filters * s.taps()>::ok &&
      checks::bias_size<Layer, array_size<decltype(Layer::bias)>, filters>::ok &&
      checks::multiplies<Layer, 1>() &&
      checks::sum_fits<Layer, largest,
                       checks::largest_accumulator(multiplier_of<Layer>(0).exponent)>::ok;
};

template <svdf_time_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr int units = s.output.channels;
  static constexpr bool multiplier_fits() {
    if constexpr (std::is_same_v<element_of<Layer>, float>) {
      return true;
    } else {
      return checks::multiplies<Layer, 1>() &&
             checks::svdf_exponent<Layer, multiplier_of<Layer>(0).exponent>::ok;
    }
  }
  static constexpr bool value =
      checks::output_is<Layer, 1, 1, units>() &&
      checks::svdf_rank<Layer, s.input.channels, units, s.rank>::ok &&
      checks::weights_size<Layer, array_size<decltype(Layer::weights)>, s.input.elements()>::ok &&
      checks::bias_size<Layer, array_size<decltype(Layer::bias)>, units>::ok &&
      checks::ranges<Layer>() && multiplier_fits();
};

constexpr void apply(const svdf_features& s, const std::int8_t* weights, multiplier scale,
                     const std::int8_t* input, std::int16_t* output) {
  for (int f = 0; f < s.output.channels; ++f) {
    std::int32_t sum = 0;
    for (int i = 0; i < s.taps(); ++i)
      sum += (input[i] - s.input_zero_point) * weights[f * s.taps() + i];
    output[f] = static_cast<std::int16_t>(
        clamp<std::int32_t>(requantize(sum, scale, s.rounding), -32768, 32767));
  }
}

// `scale` is not looked at where it is float.
template <svdf_state State, class Bias>
constexpr void apply(const svdf_time<State>& s, const State* weights, const Bias* bias,
                     multiplier scale, const State* input,
                     typename svdf_time<State>::element* output) {
  using sum_type = std::conditional_t<std::is_same_v<State, float>, float, std::uint32_t>;
  const int filters = s.input.channels;
  for (int u = 0; u < s.output.channels; ++u) {
    auto sum = static_cast<sum_type>(bias[u]);
    for (int f = u * s.rank; f < (u + 1) * s.rank; ++f) {
      for (int t = 0; t < s.input.height; ++t) {
        if constexpr (std::is_same_v<State, float>) {
          sum += input[t * filters + f] * weights[t * filters + f];
        } else {
          sum += static_cast<sum_type>((input[t * filters + f] - s.numerics.input_zero_point) *
                                       weights[t * filters + f]);
        }
      }
    }
    if constexpr (std::is_same_v<State, float>) {
      output[u] = to_output(s.numerics, sum);
    } else {
      output[u] = to_output(s.numerics, scale, static_cast<std::int32_t>(sum));
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::svdf_features_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static constexpr void run(const std::int8_t* input, std::int16_t* output) {
    ops::apply(Layer::spec, Layer::weights, ops::multiplier_of<Layer>(0), input, output);
  }
};

template <ops::svdf_time_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);
  using State = ops::input_element_of<Layer>;

  template <row_order = row_order::top_down>
  static constexpr void run(const State* input, ops::element_of<Layer>* output) {
    if constexpr (std::is_same_v<State, float>) {
      ops::apply(Layer::spec, Layer::weights, Layer::bias, multiplier{}, input, output);
    } else {
      ops::apply(Layer::spec, Layer::weights, Layer::bias, ops::multiplier_of<Layer>(0), input,
                 output);
    }
  }
};

}  // namespace tyto
