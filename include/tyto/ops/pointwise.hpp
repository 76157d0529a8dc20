// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution: 1 x 1, stride 1, no pads; one matrix product over all pixels.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Layer::weights  weight_t<T>[out][in]
// Layer::bias     accumulator_t<T>[out], int16 also std::int64_t[out]
// Integers also have Layer::mantissa and Layer::exponent, one or one an output channel.
template <tyto::element T>
struct pointwise {
  using element = T;
  static constexpr const char* operator_name = "pointwise";

  shape input;
  shape output;
  tyto::numerics<T> numerics;

  [[nodiscard]] constexpr int taps() const { return input.channels; }
  [[nodiscard]] constexpr std::int64_t macs() const {
    return std::int64_t{output.elements()} * taps();
  }
  [[nodiscard]] constexpr index_range rows_read(int y) const { return {y, y + 1}; }
};

template <class Layer>
concept pointwise_layer = detail::has_spec<Layer, pointwise>;

template <pointwise_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::output_is<Layer, s.input.height, s.input.width, s.output.channels>() &&
      checks::accumulates<Layer, s.output.channels, s.taps(), s.taps(), 1>();
};

// out[y][x][c] = to_output(bias[c] + sum over i of (in[y][x][i] - zero) * w[c][i], c).
template <row_order Order = row_order::top_down, tyto::element T, class Bias, class OutputStage>
[[gnu::always_inline]] constexpr void apply(const pointwise<T>& s, const weight_t<T>* weights,
                                            const Bias* bias, OutputStage to_output, const T* input,
                                            T* output) {
  for (int row = 0; row < s.output.height; ++row) {
    const int y = row_at<Order>(row, s.output.height);
    for (int x = 0; x < s.output.width; ++x) {
      const T* pixel = input + s.input.index(y, x, 0);
      for (int c = 0; c < s.output.channels; ++c) {
        typename OutputStage::sum acc = bias[c];
        for (int i = 0; i < s.input.channels; ++i) {
          acc += typename OutputStage::sum{pixel[i] - input_zero(s.numerics)} *
                 weights[c * s.taps() + i];
        }
        output[s.output.index(y, x, c)] = to_output(acc, c);
      }
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::pointwise_layer Layer>
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
