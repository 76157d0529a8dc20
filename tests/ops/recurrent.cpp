// SPDX-License-Identifier: Apache-2.0
// LSTM, GRU and SVDF against their formulas, written once more: the int8 ones in 64-bit integers
// with a table of their own, the float ones in double by the C library.
#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "ops/reference.hpp"
#include "support/random.hpp"
#include "tyto/core/table_functions.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/ops/gru.hpp"
#include "tyto/ops/lstm.hpp"
#include "tyto/ops/svdf.hpp"

namespace tyto::test {
namespace {

using reference::at;
using bytes = std::vector<std::int8_t>;
using floats = std::vector<float>;

bytes random_bytes(random& r, int n, int limit = 128) {
  bytes all;
  for (int i = 0; i < n; ++i)
    all.push_back(static_cast<std::int8_t>(r.between(-limit, limit - 1)));
  return all;
}

floats random_floats(random& r, int n) {
  floats all;
  for (int i = 0; i < n; ++i)
    all.push_back(r.real());
  return all;
}

std::int64_t clamp16(std::int64_t x) {
  return std::clamp<std::int64_t>(x, -32768, 32767);
}

// The whole int8 LSTM; `state` is h, then c.
struct lstm_oracle {
  ops::lstm<std::int8_t> s;
  bytes weights;
  std::vector<std::int32_t> bias;
  std::vector<multiplier> m;
  std::vector<std::int64_t> h;
  std::vector<std::int64_t> c;

  std::int64_t scaled(std::int64_t x, int i) const {
    return reference::requantize(s.rounding == rounding::one_step, x, m[at(i)].mantissa,
                                 m[at(i)].exponent);
  }

  std::int64_t gate(const bytes& x, int row, int number, int u) const {
    const int n = s.input.channels;
    const int base = (number * s.units() + u) * (n + s.units());
    std::int64_t a = bias[at(number * s.units() + u)];
    for (int i = 0; i < n; ++i)
      a += (x[at(row * n + i)] - s.input_zero_point[0]) * std::int64_t{weights[at(base + i)]};
    std::int64_t b = 0;
    for (int i = 0; i < s.units(); ++i)
      b += (h[at(i)] - s.output_zero_point) * weights[at(base + n + i)];
    return clamp16(clamp16(scaled(a, number)) + clamp16(scaled(b, 4 + number)));
  }

  bytes run(const bytes& x) {
    bytes out(at((s.steps() + 2) * s.units()));
    for (int step = 0; step < s.steps(); ++step) {
      const int row = s.reversed ? s.steps() - 1 - step : step;
      std::vector<std::int64_t> next;
      for (int u = 0; u < s.units(); ++u) {
        const auto logistic = [](std::int64_t v) {
          return std::int64_t{table_functions::logistic(static_cast<std::int32_t>(v))};
        };
        const std::int64_t i = logistic(gate(x, row, 0, u));
        const std::int64_t f = logistic(gate(x, row, 1, u));
        const std::int64_t g =
            table_functions::tanh(static_cast<std::int32_t>(gate(x, row, 2, u)), -12);
        const std::int64_t o = logistic(gate(x, row, 3, u));
        std::int64_t& cell = c[at(u)];
        cell = clamp16(clamp16(scaled(f * cell, 8)) + clamp16(scaled(i * g, 9)));
        if (s.cell_clip != 0) cell = std::clamp<std::int64_t>(cell, -s.cell_clip, s.cell_clip);
        const std::int64_t t =
            table_functions::tanh(static_cast<std::int32_t>(cell), s.cell_exponent);
        next.push_back(
            std::clamp<std::int64_t>(scaled(o * t, 10) + s.output_zero_point, -128, 127));
      }
      h = next;
      for (int u = 0; u < s.units(); ++u)
        out[at(row * s.units() + u)] = static_cast<std::int8_t>(h[at(u)]);
    }
    for (int u = 0; u < s.units(); ++u) {
      out[at(s.steps() * s.units() + u)] = static_cast<std::int8_t>(c[at(u)] & 0xff);
      out[at((s.steps() + 1) * s.units() + u)] = static_cast<std::int8_t>(c[at(u)] >> 8);
    }
    return out;
  }
};

lstm_oracle random_lstm(random& r) {
  lstm_oracle o;
  const int units = r.between(1, 7);
  o.s.input = {r.between(1, 5), 1, r.between(1, 9)};
  o.s.output = {o.s.input.height + 2, 1, units};
  o.s.reversed = r.one_in(4);
  o.s.input_zero_point[0] = r.between(-128, 127);
  o.s.input_zero_point[1] = o.s.output_zero_point = r.between(-20, 20);
  o.s.cell_exponent = -r.between(9, 15);
  o.s.cell_clip = r.one_in(2) ? r.between(1, 32767) : 0;
  o.s.rounding = r.one_in(3) ? rounding::one_step : rounding::two_step;
  o.weights = random_bytes(r, 4 * units * (units + o.s.input.channels));
  for (int i = 0; i < 4 * units; ++i)
    o.bias.push_back(r.between(-20000, 20000));
  for (int i = 0; i < 8; ++i)
    o.m.push_back(make_multiplier(0.02 + 0.3 * std::abs(static_cast<double>(r.real()))));
  o.m.push_back(make_multiplier(std::ldexp(1.0, -15)));
  o.m.push_back(make_multiplier(std::ldexp(1.0, -30 - o.s.cell_exponent)));
  o.m.push_back(make_multiplier(std::ldexp(1.0, -30) * 120));
  o.h.assign(at(units), o.s.output_zero_point);
  o.c.assign(at(units), 0);
  return o;
}

}  // namespace

TEST_CASE("logistic and tanh by a table are within 1e-4") {
  double largest = 0.0;
  for (int x = -32768; x <= 32767; ++x) {
    const auto error = [&](std::int32_t got, double real) {
      largest = std::max(largest, std::abs(got / 32768.0 - real));
    };
    error(table_functions::logistic(x), 1.0 / (1.0 + std::exp(-x / 4096.0)));
    error(table_functions::tanh(x, -12), std::tanh(x / 4096.0));
    error(table_functions::tanh(x, -9), std::tanh(x / 512.0));
    error(table_functions::tanh(x, -15), std::tanh(x / 32768.0));
  }
  CHECK(largest < 1e-4);
  CHECK(largest > 1e-5);
}

TEST_CASE("int8 LSTM is its formula, and goes on from its own state") {
  random r(5);
  int distinct = 0;
  for (int i = 0; i < 200; ++i) {
    lstm_oracle o = random_lstm(r);
    const auto multiplier_at = [&](int k) { return o.m[at(k)]; };
    bytes state;
    bytes got(at(o.s.output.elements()));
    bytes before;
    for (int run = 0; run < 3; ++run) {
      const bytes x = random_bytes(r, o.s.input.elements());
      ops::apply(o.s, o.weights.data(), o.bias.data(), multiplier_at, x.data(),
                 run == 0 ? nullptr : state.data(), got.data());
      REQUIRE(got == o.run(x));
      // h after the last row that was read, then the cell state.
      const int last = o.s.reversed ? 0 : o.s.steps() - 1;
      state.assign(got.begin() + last * o.s.units(), got.begin() + (last + 1) * o.s.units());
      state.insert(state.end(), got.end() - 2 * o.s.units(), got.end());
      distinct += got != before ? 1 : 0;
      before = got;
    }
  }
  CHECK(distinct > 500);
}

TEST_CASE("float LSTM is its formula") {
  random r(6);
  for (int i = 0; i < 100; ++i) {
    ops::lstm<float> s;
    const int units = r.between(1, 6);
    const bool projects = r.one_in(2);
    const int out = projects ? r.between(1, 6) : units;
    const int cell_rows = (units + out - 1) / out;
    s.projected_units = projects ? units : 0;
    s.peepholes = r.one_in(2);
    s.input = {r.between(1, 5), 1, r.between(1, 6)};
    s.output = {s.input.height + cell_rows, 1, out};
    s.cell_clip = r.one_in(2) ? 0.5F : 0.0F;
    const int row = out + s.input.channels;
    const floats w = random_floats(r, 4 * units * row + (projects ? units * out : 0));
    const floats b = random_floats(r, (s.peepholes ? 7 : 4) * units);
    const floats x = random_floats(r, s.input.elements());
    const floats state = random_floats(r, (1 + cell_rows) * out);
    REQUIRE(s.input_shape(1).elements() == static_cast<int>(state.size()));
    floats got(at(s.output.elements()));
    ops::apply(s, w.data(), b.data(), x.data(), state.data(), got.data());
    std::vector<double> h(state.begin(), state.begin() + out);
    std::vector<double> c(state.begin() + out, state.begin() + out + units);
    for (int t = 0; t < s.steps(); ++t) {
      std::vector<double> next;
      for (int u = 0; u < units; ++u) {
        double gate[4];
        for (int k = 0; k < 4; ++k) {
          gate[k] = static_cast<double>(b[at(k * units + u)]);
          for (int j = 0; j < row; ++j) {
            const double from = j < s.input.channels
                                    ? static_cast<double>(x[at(t * s.input.channels + j)])
                                    : h[at(j - s.input.channels)];
            gate[k] += from * static_cast<double>(w[at((k * units + u) * row + j)]);
          }
        }
        const auto logistic = [](double v) { return 1.0 / (1.0 + std::exp(-v)); };
        const auto peep = [&](int k) {
          return s.peepholes ? c[at(u)] * static_cast<double>(b[at((4 + k) * units + u)]) : 0.0;
        };
        gate[0] += peep(0);
        gate[1] += peep(1);
        c[at(u)] = logistic(gate[1]) * c[at(u)] + logistic(gate[0]) * std::tanh(gate[2]);
        if (s.cell_clip > 0.0F) c[at(u)] = std::clamp(c[at(u)], -0.5, 0.5);
        next.push_back(logistic(gate[3] + peep(2)) * std::tanh(c[at(u)]));
      }
      if (projects) {
        const std::vector<double> made = std::exchange(next, std::vector<double>(at(out), 0.0));
        for (int k = 0; k < units * out; ++k)
          next[at(k % out)] += made[at(k / out)] * static_cast<double>(w[at(4 * units * row + k)]);
      }
      for (int k = 0; k < out; ++k) {
        CHECK(static_cast<double>(got[at(t * out + k)]) ==
              doctest::Approx(next[at(k)]).epsilon(1e-4));
      }
      h = next;
    }
    for (int u = 0; u < units; ++u) {
      CHECK(static_cast<double>(got[at(s.steps() * out + u)]) ==
            doctest::Approx(c[at(u)]).epsilon(1e-4));
    }
  }
}

TEST_CASE("GRU is its formula, in either of its two forms and directions") {
  random r(7);
  for (int i = 0; i < 200; ++i) {
    ops::gru s;
    const int units = r.between(1, 6);
    s.reset_after = i % 2 == 0;
    s.reversed = r.one_in(3);
    s.input = {r.between(1, 5), 1, r.between(1, 6)};
    s.output = {s.input.height + (s.reset_after ? 0 : 1), 1, units};
    const int row = units + s.input.channels;
    const floats w = random_floats(r, 3 * units * row);
    const floats b = random_floats(r, 4 * units);
    const floats x = random_floats(r, s.input.elements());
    floats got(at(s.output.elements()));
    ops::apply(s, w.data(), b.data(), x.data(), got.data());
    std::vector<double> h(at(units), 0.0);
    for (int step = 0; step < s.steps(); ++step) {
      const int t = s.reversed ? s.steps() - 1 - step : step;
      const auto product = [&](int gate, int u, int first, int n, const auto& of) {
        double sum = 0.0;
        for (int j = 0; j < n; ++j)
          sum += of(j) * static_cast<double>(w[at((gate * units + u) * row + first + j)]);
        return sum;
      };
      const auto of_x = [&](int j) { return static_cast<double>(x[at(t * s.input.channels + j)]); };
      const auto input = [&](int gate, int u) {
        return product(gate, u, 0, s.input.channels, of_x) +
               static_cast<double>(b[at(gate * units + u)]);
      };
      const auto of_h = [&](int j) { return h[at(j)]; };
      const auto logistic = [&](int gate, int u) {
        const double v = input(gate, u) + product(gate, u, s.input.channels, units, of_h);
        return 1.0 / (1.0 + std::exp(-v));
      };
      std::vector<double> reset;
      for (int u = 0; u < units; ++u)
        reset.push_back(logistic(1, u));
      std::vector<double> next;
      for (int u = 0; u < units; ++u) {
        const double constant = static_cast<double>(b[at(3 * units + u)]);
        const auto of_reset = [&](int j) { return reset[at(j)] * h[at(j)]; };
        const double state =
            s.reset_after ? reset[at(u)] * (product(2, u, s.input.channels, units, of_h) + constant)
                          : product(2, u, s.input.channels, units, of_reset) + constant;
        const double n = std::tanh(input(2, u) + state);
        const double z = logistic(0, u);
        next.push_back((1.0 - z) * n + z * h[at(u)]);
        CHECK(static_cast<double>(got[at(t * units + u)]) ==
              doctest::Approx(next.back()).epsilon(1e-4));
      }
      h = next;
    }
  }
}

TEST_CASE("SVDF: features to int16, and units of several filters over time") {
  random r(8);
  for (int i = 0; i < 200; ++i) {
    const bool one_step = r.one_in(3);
    ops::svdf_features f;
    f.input = {1, 1, r.between(1, 9)};
    f.output = {1, 1, r.between(1, 9)};
    f.input_zero_point = r.between(-128, 127);
    f.rounding = one_step ? rounding::one_step : rounding::two_step;
    const bytes w = random_bytes(r, f.taps() * f.output.channels);
    const bytes x = random_bytes(r, f.taps());
    const multiplier m = make_multiplier(0.001 + std::abs(static_cast<double>(r.real())) * 2);
    std::vector<std::int16_t> got(at(f.output.channels));
    ops::apply(f, w.data(), m, x.data(), got.data());
    for (int k = 0; k < f.output.channels; ++k) {
      std::int64_t sum = 0;
      for (int j = 0; j < f.taps(); ++j)
        sum += (x[at(j)] - f.input_zero_point) * std::int64_t{w[at(k * f.taps() + j)]};
      CHECK(got[at(k)] == clamp16(reference::requantize(one_step, sum, m.mantissa, m.exponent)));
    }

    ops::svdf_time<std::int16_t> s;
    const int units = r.between(1, 5);
    s.rank = r.between(1, 3);
    s.input = {r.between(1, 8), 1, units * s.rank};
    s.output = {1, 1, units};
    s.numerics.output_zero_point = r.between(-128, 127);
    s.numerics.rounding = f.rounding;
    std::vector<std::int16_t> rows;
    std::vector<std::int16_t> over_time;
    for (int k = 0; k < s.input.elements(); ++k) {
      rows.push_back(static_cast<std::int16_t>(r.between(-32768, 32767)));
      over_time.push_back(static_cast<std::int16_t>(r.between(-2000, 2000)));
    }
    std::vector<std::int32_t> bias;
    for (int u = 0; u < units; ++u)
      bias.push_back(r.between(-100000, 100000));
    const multiplier scale = make_multiplier(1e-6);
    bytes out(at(units));
    ops::apply(s, over_time.data(), bias.data(), scale, rows.data(), out.data());
    for (int u = 0; u < units; ++u) {
      std::int64_t sum = bias[at(u)];
      for (int t = 0; t < s.input.height; ++t) {
        for (int k = 0; k < s.rank; ++k) {
          const int place = t * units * s.rank + u * s.rank + k;
          sum += std::int64_t{rows[at(place)]} * over_time[at(place)];
        }
      }
      const auto wrapped = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum));
      const std::int64_t stored =
          reference::requantize(one_step, wrapped, scale.mantissa, scale.exponent) +
          s.numerics.output_zero_point;
      CHECK(out[at(u)] == std::clamp<std::int64_t>(stored, -128, 127));
    }
  }
}

}  // namespace tyto::test
