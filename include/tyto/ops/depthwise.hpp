// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution: each input channel has `multiplier` filters of its own.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Output channel c reads input channel c / depth_multiplier(), where
// depth_multiplier() = output.channels / input.channels >= 1.
//
// Layer::weights  T[kh][kw][out]
// Layer::bias     accumulator_t<T>[out]
// int8 also has Layer::mantissa and Layer::exponent, one or one an output channel.
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
  [[nodiscard]] constexpr span_of rows_read(int y) const { return window.rows(y, input.height); }
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

}  // namespace tyto::ops

namespace tyto {

// out[y][x][c] = store(bias[c] + sum over ky, kx of (in[iy][ix][c / multiplier] - zero) *
// w[ky][kx][c]), iy = y * stride - pad.top + ky, ix likewise; taps outside add nothing.
template <ops::depthwise_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);
  using T = ops::element_of<Layer>;
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static constexpr void run(const T* input, T* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const span_of rows = s.window.rows(y, s.input.height);
      for (int x = 0; x < s.output.width; ++x) {
        const span_of columns = s.window.columns(x, s.input.width);
        for (int c = 0; c < s.output.channels; ++c) {
          output[s.output.index(y, x, c)] =
              ops::store<Layer>(sum(input, y, x, c, rows, columns), c);
        }
      }
    });
  }

 private:
  static constexpr auto sum(const T* input, int y, int x, int c, span_of rows, span_of columns) {
    const int top = y * s.window.stride.height - s.window.pad.top;
    const int left = x * s.window.stride.width - s.window.pad.left;
    accumulator_t<T> acc = Layer::bias[c];
    for (int iy = rows.begin; iy < rows.end; ++iy) {
      for (int ix = columns.begin; ix < columns.end; ++ix) {
        const int tap = (iy - top) * s.window.size.width + (ix - left);
        acc += (input[s.input.index(iy, ix, c / s.depth_multiplier())] - input_zero(s.numerics)) *
               Layer::weights[tap * s.output.channels + c];
      }
    }
    return acc;
  }
};

}  // namespace tyto
