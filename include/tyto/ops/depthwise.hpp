// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution: each input channel has `multiplier` filters of its own.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Output channel c reads input channel c / depth_multiplier(), where
// depth_multiplier() = output.channels / input.channels >= 1.
//
// Layer::weights  weight_t<T>[kh][kw][out]
// Layer::bias     accumulator_t<T>[out], int16 also std::int64_t[out]
// Integers also have Layer::mantissa and Layer::exponent, one or one an output channel.
template <tyto::element T>
struct depthwise {
  using element = T;
  static constexpr const char* operator_name = "depthwise";

  shape input;
  shape output;
  tyto::window window;
  tyto::numerics<T> numerics;

  // Products that make one output element.
  [[nodiscard]] constexpr int taps() const { return window.size.height * window.size.width; }
  [[nodiscard]] constexpr int depth_multiplier() const { return output.channels / input.channels; }
  [[nodiscard]] constexpr std::int64_t macs() const {
    return std::int64_t{output.elements()} * taps();
  }
  [[nodiscard]] constexpr index_range rows_read(int y) const {
    return window.rows(y, input.height);
  }
};

template <class Layer>
concept depthwise_layer = detail::has_spec<Layer, depthwise>;

namespace checks {

template <class Layer, int InputChannels, int OutputChannels>
struct depth_multiplier {
  static constexpr bool ok = InputChannels > 0 && OutputChannels % InputChannels == 0;
  static_assert(
      ok,
      "tyto: a depthwise layer has InputChannels and OutputChannels; cure: a whole number "
      "of filters an input channel");
};

}  // namespace checks

template <depthwise_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::depth_multiplier<Layer, s.input.channels, s.output.channels>::ok &&
      checks::slides<Layer>() &&
      checks::accumulates<Layer, s.output.channels, s.taps(), 1, s.output.channels>();
};

// out[y][x][c] = to_output(bias[c] + sum over ky, kx of (in[iy][ix][c / multiplier] - zero) *
// w[ky][kx][c], c), iy = y * stride - pad.top + ky, ix likewise; taps outside add nothing.
template <row_order Order = row_order::top_down, tyto::element T, class Bias, class OutputStage>
[[gnu::always_inline]] constexpr void apply(const depthwise<T>& s, const weight_t<T>* weights,
                                            const Bias* bias, OutputStage to_output, const T* input,
                                            T* output) {
  for (int row = 0; row < s.output.height; ++row) {
    const int y = row_at<Order>(row, s.output.height);
    const index_range rows = s.window.rows(y, s.input.height);
    const int top = y * s.window.stride.height - s.window.pad.top;
    for (int x = 0; x < s.output.width; ++x) {
      const index_range columns = s.window.columns(x, s.input.width);
      const int left = x * s.window.stride.width - s.window.pad.left;
      for (int c = 0; c < s.output.channels; ++c) {
        typename OutputStage::sum acc = bias[c];
        for (int iy = rows.begin; iy < rows.end; ++iy) {
          for (int ix = columns.begin; ix < columns.end; ++ix) {
            const int tap = (iy - top) * s.window.size.width + (ix - left);
            const T value = input[s.input.index(iy, ix, c / s.depth_multiplier())];
            acc += typename OutputStage::sum{value - input_zero(s.numerics)} *
                   weights[tap * s.output.channels + c];
          }
        }
        output[s.output.index(y, x, c)] = to_output(acc, c);
      }
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::depthwise_layer Layer>
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
