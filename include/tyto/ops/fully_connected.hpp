// SPDX-License-Identifier: Apache-2.0
// Fully connected layer: a matrix times the input, read as one vector in memory order.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Layer::weights  weight_t<T>[out][in]; `in` runs over the input's elements as they lie in memory,
//                 [height][width][channels]
// Layer::bias     accumulator_t<T>[out], int16 also std::int64_t[out]
// Integers also have Layer::mantissa and Layer::exponent, one or one an output channel.
template <tyto::element T>
struct fully_connected {
  using element = T;
  static constexpr const char* operator_name = "fully_connected";

  shape input;
  shape output;  // {1, 1, n}
  tyto::numerics<T> numerics;

  [[nodiscard]] constexpr int taps() const { return input.elements(); }
  [[nodiscard]] constexpr std::int64_t macs() const {
    return std::int64_t{output.elements()} * taps();
  }
};

template <class Layer>
concept fully_connected_layer = detail::has_spec<Layer, fully_connected>;

template <fully_connected_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::output_is<Layer, 1, 1, s.output.channels>() &&
      checks::accumulates<Layer, s.output.channels, s.taps(), s.taps(), 1>();
};

// out[c] = to_output(bias[c] + sum over i of (in[i] - zero) * w[c][i], c).
template <row_order = row_order::top_down, tyto::element T, class Bias, class OutputStage>
[[gnu::always_inline]] constexpr void apply(const fully_connected<T>& s, const weight_t<T>* weights,
                                            const Bias* bias, OutputStage to_output, const T* input,
                                            T* output) {
  for (int c = 0; c < s.output.channels; ++c) {
    typename OutputStage::sum acc = bias[c];
    for (int i = 0; i < s.taps(); ++i)
      acc +=
          typename OutputStage::sum{input[i] - input_zero(s.numerics)} * weights[c * s.taps() + i];
    output[c] = to_output(acc, c);
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::fully_connected_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);
  using T = ops::element_of<Layer>;

  template <row_order Order = row_order::top_down>
  static constexpr void run(const T* input, T* output) {
    ops::apply<Order>(Layer::spec, Layer::weights, Layer::bias, ops::output_stage<Layer>{}, input,
                      output);
  }
};

}  // namespace tyto
