// SPDX-License-Identifier: Apache-2.0
// What an LSTM layer is: its shapes, weights and numbers. (ops/lstm.hpp has its formulas.)
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/core/numerics.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Of the four gates, in the order of weights, biases and multipliers: i, f, g, o.
//
// Layer::weights  T[4][units][in + out]: of a unit, W and then R; behind them P, float[units][out]
// Layer::bias     accumulator_t<T>[4][units]; behind them p_i, p_f and p_o, float[3][units]
// int8 also has Layer::mantissa and Layer::exponent, lstm_multiplier::count of each.
//
// int8: between products and functions numbers are int16: gates before their function in 2^-12,
// behind it in 2^-15, the cell state in 2^cell_exponent.
template <tyto::element T>
struct lstm {
  using element = T;
  static constexpr const char* operator_name = "lstm";
  static constexpr int gates = 4;

  shape input;   // {steps, 1, in}
  shape output;  // {steps + cell_rows(), 1, out}
  int input_count = 1;
  bool reversed = false;             // the last row first
  accumulator_t<T> cell_clip = {};   // |c|, as it is stored, is at most this; 0: no limit
  int input_zero_point[2] = {0, 0};  // int8: of x, and of h
  int output_zero_point = 0;         // int8: of h
  int cell_exponent = -12;           // int8: -30 to 0
  bool peepholes = false;            // float
  int projected_units = 0;           // float: units where there is a projection, else 0
  tyto::rounding rounding = tyto::rounding::two_step;

  [[nodiscard]] constexpr int steps() const { return input.height; }
  [[nodiscard]] constexpr bool projects() const { return projected_units > 0; }
  [[nodiscard]] constexpr int units() const {
    return projects() ? projected_units : output.channels;
  }
  [[nodiscard]] constexpr int cell_rows() const {
    if (!std::is_same_v<T, float>) return 2;
    return output.channels > 0 ? (units() + output.channels - 1) / output.channels : 1;
  }
  [[nodiscard]] constexpr int row_weights() const { return input.channels + output.channels; }
  [[nodiscard]] constexpr int weight_count() const {
    return gates * units() * row_weights() + (projects() ? units() * output.channels : 0);
  }
  [[nodiscard]] constexpr int bias_count() const { return (peepholes ? 7 : 4) * units(); }
  [[nodiscard]] constexpr shape input_shape(int k) const {
    return k == 0 ? input : shape{1 + cell_rows(), 1, output.channels};
  }
  [[nodiscard]] constexpr std::int64_t macs() const {
    const int peeps = peepholes ? 3 * units() : 0;
    return std::int64_t{steps()} * (weight_count() + peeps);
  }
  // The row of step number `step`.
  [[nodiscard]] constexpr int row(int step) const { return reversed ? steps() - 1 - step : step; }
};

// Which of an int8 LSTM's multipliers is what.
namespace lstm_multiplier {
inline constexpr int input = 0;      // of each gate: s_x s_w / 2^-12
inline constexpr int recurrent = 4;  // of each gate: s_h s_r / 2^-12
inline constexpr int forget = 8;     // of f c: 2^-15
inline constexpr int add = 9;        // of i g: 2^-30 / 2^cell_exponent
inline constexpr int output = 10;    // of o tanh(c): 2^-30 / s_h
inline constexpr int count = 11;
}  // namespace lstm_multiplier

template <class Layer>
concept lstm_layer = detail::has_spec<Layer, lstm>;
template <class Layer>
concept int8_lstm_layer = lstm_layer<Layer> && std::same_as<element_of<Layer>, std::int8_t>;

}  // namespace tyto::ops
