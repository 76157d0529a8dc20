// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution as dot products: how a row of the input is staged, and its packed weights.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/channel_order.hpp"
#include "tyto/arch/x86/matrix_weights.hpp"
#include "tyto/arch/x86/rows.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::x86 {

constexpr int greatest_common_divisor(int a, int b) {
  return b == 0 ? a : greatest_common_divisor(b, a % b);
}

// A dword holds `Taps` columns next to each other of one channel, so one dot product sums as many
// taps of a window's row. The staged dwords of a row start every `grid` columns. Outputs whose
// windows lie within the same `span` columns read the same dwords, each with its own weights: zeros
// stand where its window does not reach. For a window of 3 columns, stride 1 and Taps = 4:
//
//   columns        0   1   2   3   4   5   6
//   dword 0       [0   1   2   3]
//   dword 1               [2   3   4   5]              grid 2, span 4, 2 outputs a span
//   output 0       w0  w1  w2  .                       of dword 0
//   output 1       .   w0  w1  w2                      of dword 0
//   output 2               w0  w1  w2  .               of dword 1
template <class Layer, int Taps>
struct depthwise_geometry {
  static constexpr auto& s = Layer::spec;
  static constexpr int kernel_width = s.window.size.width;
  static constexpr int stride = s.window.stride.width;

  static constexpr int span_dwords = (kernel_width + Taps - 1) / Taps;
  static constexpr int span = span_dwords * Taps;
  static constexpr int outputs = (span - kernel_width) / stride + 1;  // of one span
  static constexpr int span_step = outputs * stride;                  // columns
  static constexpr int grid = greatest_common_divisor(span_step, Taps);

  static constexpr int spans = (s.output.width + outputs - 1) / outputs;
  static constexpr int dwords = ((spans - 1) * span_step + span - Taps) / grid + 1;  // of a row
  static constexpr int columns = (dwords - 1) * grid + Taps;  // that they cover, pads included

  // Staged dword number `d` of span number `i`.
  static constexpr int dword(int i, int d) { return (i * span_step + d * Taps) / grid; }
};

// Lanes = 8, channels in block_order:
//
//                                      lane 0        lane 1   ...  lane 7
//   block 0
//     vector A
//       row 0 of the window
//         dword 0 of the span
//           output 0 of the span    | t0 t1 t2 0  | t0 t1 t2 0  | ...
//           output 1 of the span    | 0  t0 t1 t2 | 0  t0 t1 t2 | ...
//         dword 1 of the span ...
//       row 1 of the window ...
//     vector B ...
//   block 1 ...
template <class Layer, int Lanes, int Taps>
struct depthwise_weights {
  using geometry = depthwise_geometry<Layer, Taps>;
  using order = block_order<Lanes, Layer::spec.output.channels>;
  static constexpr int rows = Layer::spec.window.size.height;

  // In elements: of one output, one dword of the span, one row, one vector.
  static constexpr int output_step = Lanes * Taps;
  static constexpr int dword_step = geometry::outputs * output_step;
  static constexpr int row_step = geometry::span_dwords * dword_step;
  static constexpr int vector_step = rows * row_step;

  alignas(64) weight_element<Taps> weights[count(order::vectors * vector_step)] = {};
  alignas(64) std::int32_t bias[count(order::vectors * Lanes)] = {};
};

template <class Layer, int Lanes, int Taps>
consteval auto pack_depthwise() {
  using packed_weights = depthwise_weights<Layer, Lanes, Taps>;
  using geometry = typename packed_weights::geometry;
  constexpr auto& s = Layer::spec;
  packed_weights packed{};
  for (int v = 0; v < packed_weights::order::vectors; ++v) {
    for (int lane = 0; lane < Lanes; ++lane) {
      const int c = packed_weights::order::channel(v, lane);
      if (c == no_channel) continue;
      int sum = 0;
      for (int ky = 0; ky < s.window.size.height; ++ky) {
        for (int kx = 0; kx < s.window.size.width; ++kx) {
          const int weight =
              Layer::weights[(ky * s.window.size.width + kx) * s.output.channels + c];
          sum += weight;
          for (int output = 0; output < geometry::outputs; ++output) {
            const int column = output * geometry::stride + kx;
            const int to = v * packed_weights::vector_step + ky * packed_weights::row_step +
                           column / Taps * packed_weights::dword_step +
                           output * packed_weights::output_step + lane * Taps + column % Taps;
            packed.weights[to] = static_cast<weight_element<Taps>>(weight);
          }
        }
      }
      packed.bias[v * Lanes + lane] = static_cast<std::int32_t>(
          Layer::bias[c] - std::int64_t{s.numerics.input_zero_point + staged_shift} * sum);
    }
  }
  return packed;
}

template <class Layer>
concept depthwise_int8 =
    ops::depthwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.input.channels == Layer::spec.output.channels;

template <class Layer, int Taps, int Lanes>
concept depthwise_fits_stack =
    (2 * (Layer::spec.window.size.height + Layer::spec.window.stride.height) + 1) *
        depthwise_geometry<Layer, Taps>::dwords* block_order<
            Lanes, Layer::spec.output.channels>::vectors* Lanes
        * 4 <=
    most_stack_bytes;

}  // namespace tyto::x86
