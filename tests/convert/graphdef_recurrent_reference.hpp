// SPDX-License-Identifier: Apache-2.0
// What the cells of graphdef_recurrent.hpp compute, by their formulas, in double.
#pragma once

#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "convert/graphdef_recurrent.hpp"

namespace tyto::test {

class tf_rnn_reference {
 public:
  tf_rnn_reference(graphdef_builder& builder, std::vector<tf_cell> cells)
      : builder_(builder), cells_(std::move(cells)) {}

  // The rows that the last cell gives; behind them c and h of the last cell.
  std::vector<double> run(const std::vector<double>& input, int features) const {
    std::vector<double> x = input;
    for (std::size_t k = 0; k < cells_.size(); ++k) {
      x = run_cell("cell_" + std::to_string(k), cells_[k], x, features);
      features = cells_[k].outputs();
      if (k + 1 < cells_.size()) x.resize(x.size() - tail(cells_[k]));
    }
    return x;
  }

  // Row vector times the matrix of this name, plus its bias where there is one.
  std::vector<double> affine(const std::string& kernel, const std::string& bias,
                             const std::vector<double>& x) const {
    const std::vector<double> m = numbers_of(kernel);
    const std::size_t columns = m.size() / x.size();
    std::vector<double> y = bias.empty() ? std::vector<double>(columns, 0.0) : numbers_of(bias);
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t k = 0; k < columns; ++k)
        y[k] += x[i] * m[i * columns + k];
    }
    return y;
  }

  std::vector<double> numbers_of(const std::string& name) const {
    const auto& tensor = builder_.named(name).attr(1).value().tensor();
    std::vector<float> values(tensor.tensor_content().size() / sizeof(float));
    std::memcpy(values.data(), tensor.tensor_content().data(), values.size() * sizeof(float));
    return {values.begin(), values.end()};
  }

 private:
  static std::size_t tail(const tf_cell& cell) {
    return static_cast<std::size_t>(cell.outputs() + (cell.kind == tf_cell::gru ? 0 : cell.units));
  }

  static double logistic(double v) { return 1.0 / (1.0 + std::exp(-v)); }

  std::vector<double> run_cell(const std::string& scope, const tf_cell& cell,
                               const std::vector<double>& x, int features) const {
    const std::string name = "rnn/" + scope;
    const auto n = static_cast<std::size_t>(features);
    const auto units = static_cast<std::size_t>(cell.units);
    std::vector<double> c(units, 0.0);
    std::vector<double> h(static_cast<std::size_t>(cell.outputs()), 0.0);
    std::vector<double> out;
    const bool peeps = cell.kind == tf_cell::lstm;
    const auto peephole = [&](const char* gate) {
      return peeps ? numbers_of(name + "/w_" + gate + "_diag") : std::vector<double>(units, 0.0);
    };
    const std::vector<double> pi = peephole("i");
    const std::vector<double> pf = peephole("f");
    const std::vector<double> po = peephole("o");
    for (std::size_t row = 0; row < x.size(); row += n) {
      std::vector<double> in(x.begin() + static_cast<std::ptrdiff_t>(row),
                             x.begin() + static_cast<std::ptrdiff_t>(row + n));
      std::vector<double> with_h = in;
      with_h.insert(with_h.end(), h.begin(), h.end());
      if (cell.kind == tf_cell::gru) {
        const auto gates = affine(name + "/gates/kernel", name + "/gates/bias", with_h);
        for (std::size_t u = 0; u < units; ++u)
          in.push_back(logistic(gates[u]) * h[u]);
        const auto candidate = affine(name + "/candidate/kernel", name + "/candidate/bias", in);
        for (std::size_t u = 0; u < units; ++u) {
          const double z = logistic(gates[units + u]);
          h[u] = z * h[u] + (1.0 - z) * std::tanh(candidate[u]);
        }
      } else {  // i, j, f, o
        const auto g = affine(name + "/kernel", name + "/bias", with_h);
        std::vector<double> made;
        for (std::size_t u = 0; u < units; ++u) {
          const double i = logistic(g[u] + pi[u] * c[u]);
          const double f = logistic(g[2 * units + u] + 1.0 + pf[u] * c[u]);
          c[u] = f * c[u] + i * std::tanh(g[units + u]);
          made.push_back(logistic(g[3 * units + u] + po[u] * c[u]) * std::tanh(c[u]));
        }
        h = cell.projected > 0 ? affine(name + "/projection", "", made) : made;
      }
      out.insert(out.end(), h.begin(), h.end());
    }
    if (cell.kind != tf_cell::gru) out.insert(out.end(), c.begin(), c.end());
    out.insert(out.end(), h.begin(), h.end());
    return out;
  }

  graphdef_builder& builder_;  // has the weights
  std::vector<tf_cell> cells_;
};

}  // namespace tyto::test
