// SPDX-License-Identifier: Apache-2.0
// Gated recurrent unit, of floats: a recurrent layer over the rows of its input, the oldest first.
//
//   z = logistic(W_z x + R_z h + b_z)      r likewise
//   n = tanh(W_n x + b_n + r (R_n h + c_n))      where `reset_after`
//   n = tanh(W_n x + b_n + R_n (r h) + c_n)      else
//   h = (1 - z) n + z h                    the output of this row, and R's argument in the next
//
// Before the first row h is 0. The output has a row for each of the input's and, where not
// `reset_after`, one more, in which the kernel keeps r h.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/lstm.hpp"
#include "tyto/ops/unary.hpp"

namespace tyto::ops {

// Of three gates, in the order z, r, n:
//
// Layer::weights  float[3][units][in + units]: of a unit, W and then R
// Layer::bias     float[4][units]: b_z, b_r, b_n, c_n
struct gru {
  using element = float;
  static constexpr const char* operator_name = "gru";
  static constexpr int gates = 3;

  shape input;   // {steps, 1, in}
  shape output;  // {steps, 1, units}, or a row more
  bool reset_after = true;
  bool reversed = false;  // the last row first

  [[nodiscard]] constexpr int steps() const { return input.height; }
  [[nodiscard]] constexpr int units() const { return output.channels; }
  [[nodiscard]] constexpr int row_weights() const { return input.channels + units(); }
  [[nodiscard]] constexpr std::int64_t macs() const {
    return std::int64_t{steps()} * gates * units() * row_weights();
  }
  // The row of step number `step`.
  [[nodiscard]] constexpr int row(int step) const { return reversed ? steps() - 1 - step : step; }
};

template <class Layer>
concept gru_layer = std::is_same_v<spec_of<Layer>, gru>;

template <gru_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr int units = s.output.channels;
  static constexpr bool value =
      checks::output_is<Layer, s.input.height + (s.reset_after ? 0 : 1), 1, units>() &&
      checks::weights_size<Layer, array_size<decltype(Layer::weights)>,
                           3 * units*(s.input.channels + units)>::ok &&
      checks::bias_size<Layer, array_size<decltype(Layer::bias)>, 4 * units>::ok;
};

constexpr void apply(const gru& s, const float* weights, const float* bias, const float* input,
                     float* output) {
  const int units = s.units();
  float* const kept = output + s.steps() * units;
  const float* h = nullptr;
  for (int step = 0; step < s.steps(); ++step) {
    const float* const x = input + s.row(step) * s.input.channels;
    float* const next = output + s.row(step) * units;
    const auto row_of = [&](int gate, int u) {
      return weights + (gate * units + u) * s.row_weights();
    };
    const auto from_input = [&](int gate, int u) {
      const float* const w = row_of(gate, u);
      float sum = bias[gate * units + u];
      for (int i = 0; i < s.input.channels; ++i)
        sum += x[i] * w[i];
      return sum;
    };
    const auto from_state = [&](int gate, int u, const float* state) {
      const float* const r = row_of(gate, u) + s.input.channels;
      float sum = 0.0F;
      for (int i = 0; i < units && state != nullptr; ++i)
        sum += state[i] * r[i];
      return sum;
    };
    const auto logistic = [&](int gate, int u) {
      return ops::logistic(from_input(gate, u) + from_state(gate, u, h));
    };
    if (!s.reset_after) {
      for (int u = 0; u < units; ++u)
        kept[u] = h == nullptr ? 0.0F : logistic(1, u) * h[u];
    }
    for (int u = 0; u < units; ++u) {
      const float z = logistic(0, u);
      const float c = bias[3 * units + u];
      const float state =
          s.reset_after ? logistic(1, u) * (from_state(2, u, h) + c) : from_state(2, u, kept) + c;
      const float n = math::tanh(from_input(2, u) + state);
      next[u] = (1.0F - z) * n + (h == nullptr ? 0.0F : z * h[u]);
    }
    h = next;
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::gru_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static constexpr void run(const float* input, float* output) {
    ops::apply(Layer::spec, Layer::weights, Layer::bias, input, output);
  }
};

}  // namespace tyto
