// SPDX-License-Identifier: Apache-2.0
// Long short-term memory: a recurrent layer over the rows of its input, the oldest first.
//
//   i = logistic(W_i x + R_i h + b_i)      f, o likewise
//   g = tanh(W_g x + R_g h + b_g)
//   c = f c + i g                          the cell state
//   h = o tanh(c)                          the output of this row, and R's argument in the next
//
// Float layers may also have, as those of Sak, Senior and Beaufays (2014):
//
//   peepholes      p_i c and p_f c of the earlier c in the sums of i and f, p_o c of the new in o's
//   a projection   h = P (o tanh(c)), of another size than c
//
// Before the first row h and c are 0; or, with a second input, what they were after the last row of
// an earlier run: that input is the last 1 + cell_rows() rows of an output of the layer.
//
// The output has a row for each of the input's, h, and behind them those of the cell state:
//
//   clang-format off
//   row  0           h after row 0
//        ...
//        steps - 1   h after the last row
//        steps       c, in as many rows as it fills; int8: its lower bytes
//        steps + 1      int8: its upper bytes (c is int16)
//   clang-format on
//
// so that the newest rows of an output are the whole state.
#pragma once

#include "tyto/core/table_functions.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/lstm_spec.hpp"
#include "tyto/ops/overflow_checks.hpp"
#include "tyto/ops/unary.hpp"

namespace tyto::ops {

namespace checks {

template <class Layer, int Unit, bool Fits>
struct lstm_sums {
  static_assert(Fits,
                "tyto: an int32 sum of unit Unit of an int8 LSTM could overflow (units of i, then "
                "of f, g and o); cure: a larger scale of its weights, or fewer or smaller ones");
  static constexpr bool ok = Fits;
};

template <class Layer, int CellExponent, int Forget, int Add, int Output>
struct lstm_exponents {
  static constexpr bool ok =
      -30 <= CellExponent && CellExponent <= 0 && Forget <= 0 && Add <= 0 && Output <= 0;
  static_assert(ok,
                "tyto: an int8 LSTM's CellExponent is outside of [-30, 0], or an exponent of its "
                "last three multipliers (Forget, Add, Output) over 0; cure: scales that TensorFlow "
                "Lite's quantiser gives");
};

// Whether products with `count` weights from `first` on, and `bias`, stay below `limit`.
constexpr bool lstm_sum_fits(const std::int8_t* first, int count, std::int64_t input,
                             std::int64_t bias, std::int64_t limit) {
  bias = magnitude(bias);
  if (std::int64_t{count} * 128 * input + bias <= limit) return true;
  for (int i = 0; i < count; ++i)
    bias += magnitude(first[i]) * input;
  return bias <= limit;
}

// The first of gates * units rows of weights whose sums could overflow; -1: none.
template <class Multiplier>
constexpr int overflowing_unit(const lstm<std::int8_t>& s, const std::int8_t* weights,
                               const std::int32_t* bias, Multiplier multiplier) {
  for (int unit = 0; unit < s.gates * s.units(); ++unit) {
    const int gate = unit / s.units();
    const std::int8_t* const row = weights + unit * s.row_weights();
    if (!lstm_sum_fits(row, s.input.channels, largest_input(s.input_zero_point[0]), bias[unit],
                       largest_accumulator(multiplier(lstm_multiplier::input + gate).exponent)) ||
        !lstm_sum_fits(
            row + s.input.channels, s.units(), largest_input(s.input_zero_point[1]), 0,
            largest_accumulator(multiplier(lstm_multiplier::recurrent + gate).exponent))) {
      return unit;
    }
  }
  return -1;
}

}  // namespace checks

template <lstm_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool int8_fits() {
    if constexpr (int8_lstm_layer<Layer>) {
      if constexpr (checks::multiplies<Layer, lstm_multiplier::count>()) {
        constexpr auto exponent = [](int i) { return multiplier_of<Layer>(i).exponent; };
        constexpr int unit = checks::overflowing_unit(
            s, Layer::weights, Layer::bias, [](int i) { return multiplier_of<Layer>(i); });
        return checks::lstm_exponents<Layer, s.cell_exponent, exponent(lstm_multiplier::forget),
                                      exponent(lstm_multiplier::add),
                                      exponent(lstm_multiplier::output)>::ok &&
               checks::lstm_sums<Layer, unit, (unit < 0)>::ok;
      }
      return false;
    }
    return true;
  }
  static constexpr bool value =
      checks::output_is<Layer, s.input.height + s.cell_rows(), 1, s.output.channels>() &&
      checks::weights_size<Layer, array_size<decltype(Layer::weights)>, s.weight_count()>::ok &&
      checks::bias_size<Layer, array_size<decltype(Layer::bias)>, s.bias_count()>::ok &&
      int8_fits();
};

namespace detail {

constexpr std::int32_t clamp_int16(std::int32_t x) {
  return clamp<std::int32_t>(x, -32768, 32767);
}

}  // namespace detail

// The sum of an int8 gate: of (x[i] - zero) * w[i], i < count.
struct plain_gate_sum {
  constexpr std::int32_t operator()(const std::int8_t* x, int zero, const std::int8_t* w,
                                    int count) const {
    std::int32_t sum = 0;
    for (int i = 0; i < count; ++i)
      sum += (x[i] - zero) * w[i];
    return sum;
  }
};

// `state`: none, or the second input. multiplier(i) is number i, see lstm_multiplier.
// gate_sum: a kernel's own plain_gate_sum.
template <class Multiplier, class GateSum = plain_gate_sum>
constexpr void apply(const lstm<std::int8_t>& s, const std::int8_t* weights,
                     const std::int32_t* bias, Multiplier multiplier, const std::int8_t* input,
                     const std::int8_t* state, std::int8_t* output, GateSum gate_sum = {}) {
  const int units = s.units();
  const auto scaled = [&](std::int32_t x, int number) {
    return requantize(x, multiplier(number), s.rounding);
  };
  std::int8_t* const low = output + s.steps() * units;
  std::int8_t* const high = low + units;
  for (int u = 0; u < units; ++u) {
    low[u] = state == nullptr ? std::int8_t{0} : state[units + u];
    high[u] = state == nullptr ? std::int8_t{0} : state[2 * units + u];
  }
  const std::int8_t* h = state;
  for (int step = 0; step < s.steps(); ++step) {
    const std::int8_t* const x = input + s.row(step) * s.input.channels;
    std::int8_t* const next = output + s.row(step) * units;
    for (int u = 0; u < units; ++u) {
      const auto gate = [&](int number) {
        const std::int8_t* const w = weights + (number * units + u) * s.row_weights();
        const std::int8_t* const r = w + s.input.channels;
        const std::int32_t from_input =
            bias[number * units + u] + gate_sum(x, s.input_zero_point[0], w, s.input.channels);
        const std::int32_t from_state =
            h == nullptr ? 0 : gate_sum(h, s.input_zero_point[1], r, units);
        return detail::clamp_int16(
            detail::clamp_int16(scaled(from_input, lstm_multiplier::input + number)) +
            detail::clamp_int16(scaled(from_state, lstm_multiplier::recurrent + number)));
      };
      const std::int32_t i = table_functions::logistic(gate(0));
      const std::int32_t f = table_functions::logistic(gate(1));
      const std::int32_t g = table_functions::tanh(gate(2), -12);
      const std::int32_t o = table_functions::logistic(gate(3));
      std::int32_t c = high[u] * 256 + static_cast<std::uint8_t>(low[u]);
      c = detail::clamp_int16(detail::clamp_int16(scaled(f * c, lstm_multiplier::forget)) +
                              detail::clamp_int16(scaled(i * g, lstm_multiplier::add)));
      if (s.cell_clip > 0) c = clamp<std::int32_t>(c, -s.cell_clip, s.cell_clip);
      low[u] = static_cast<std::int8_t>(c & 255);
      high[u] = static_cast<std::int8_t>(c >> 8);
      const std::int32_t product = o * table_functions::tanh(c, s.cell_exponent);
      next[u] = static_cast<std::int8_t>(clamp<std::int32_t>(
          scaled(product, lstm_multiplier::output) + s.output_zero_point, -128, 127));
    }
    h = next;
  }
}

constexpr void apply(const lstm<float>& s, const float* weights, const float* bias,
                     const float* input, const float* state, float* output) {
  const int units = s.units();
  const int out = s.output.channels;
  const float* const projection = weights + s.gates * units * s.row_weights();
  const float* const peepholes = bias + s.gates * units;
  float* const cell = output + s.steps() * out;
  for (int u = 0; u < units; ++u)
    cell[u] = state == nullptr ? 0.0F : state[out + u];
  for (int k = units; k < s.cell_rows() * out; ++k)
    cell[k] = 0.0F;
  const float* h = state;
  for (int step = 0; step < s.steps(); ++step) {
    const float* const x = input + s.row(step) * s.input.channels;
    float* const next = output + s.row(step) * out;
    for (int k = 0; k < out && s.projects(); ++k)
      next[k] = 0.0F;
    for (int u = 0; u < units; ++u) {
      const auto peep = [&](int number) {
        return s.peepholes ? peepholes[number * units + u] * cell[u] : 0.0F;
      };
      const auto gate = [&](int number) {
        const float* const w = weights + (number * units + u) * s.row_weights();
        float sum = bias[number * units + u];
        for (int i = 0; i < s.input.channels; ++i)
          sum += x[i] * w[i];
        for (int i = 0; i < out && h != nullptr; ++i)
          sum += h[i] * w[s.input.channels + i];
        return sum;
      };
      const float i = ops::logistic(gate(0) + peep(0));
      const float f = ops::logistic(gate(1) + peep(1));
      const float g = math::tanh(gate(2));
      cell[u] = f * cell[u] + i * g;
      if (s.cell_clip > 0.0F) cell[u] = clamp(cell[u], -s.cell_clip, s.cell_clip);
      const float made = ops::logistic(gate(3) + peep(2)) * math::tanh(cell[u]);
      if (!s.projects()) next[u] = made;
      for (int k = 0; k < out && s.projects(); ++k)
        next[k] += projection[u * out + k] * made;
    }
    h = next;
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::lstm_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);
  using T = ops::element_of<Layer>;

  template <row_order = row_order::top_down>
  static constexpr void run(const T* input, T* output) {
    run(input, nullptr, output);
  }
  template <row_order = row_order::top_down>
  static constexpr void run(const T* input, const T* state, T* output) {
    if constexpr (std::is_same_v<T, float>) {
      ops::apply(Layer::spec, Layer::weights, Layer::bias, input, state, output);
    } else {
      ops::apply(
          Layer::spec, Layer::weights, Layer::bias,
          [](int i) { return ops::multiplier_of<Layer>(i); }, input, state, output);
    }
  }
};

}  // namespace tyto
