// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tyto/audio/extents.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// The first Outputs coefficients of a DCT-II of Inputs values:
//   c[k] = sqrt(2 / Inputs) * sum over j of x[j] cos(pi k (j + 1/2) / Inputs)
// (c[0] is not scaled apart: the transform is orthogonal but for that row.)
//
// Cosine k is even or odd about the middle as k is, so x is folded first, and half of the table
// and of the multiplications go.
template <int Inputs, int Outputs>
class dct {
  static_assert(1 <= Outputs && Outputs <= Inputs,
                "tyto: a DCT has Outputs outputs, needed 1 to Inputs; cure: fewer Outputs");

 public:
  static constexpr void apply(span_of<const float, Inputs> x, span_of<float, Outputs> out) {
    std::array<std::array<float, half>, 2> folded{};  // [0] sums, [1] differences
    for (std::size_t j = 0; j < Inputs / 2; ++j) {
      folded[0][j] = x[j] + x[Inputs - 1 - j];
      folded[1][j] = x[j] - x[Inputs - 1 - j];
    }
    if constexpr (Inputs % 2 == 1) folded[0][half - 1] = x[half - 1];
    for (std::size_t k = 0; k < Outputs; ++k) {
      float sum = 0.0F;
      for (std::size_t j = 0; j < half; ++j)
        sum += table[k][j] * folded[k % 2][j];
      out[k] = sum;
    }
  }

 private:
  static constexpr std::size_t half = (Inputs + 1) / 2;

  static constexpr auto make_table() {
    array_of<std::array<float, half>, Outputs> made{};
    const double scale = math::sqrt(2.0 / Inputs);
    for (std::size_t k = 0; k < Outputs; ++k) {
      for (std::size_t j = 0; j < half; ++j) {
        const double angle = math::pi * static_cast<double>(k * (2 * j + 1)) / (2.0 * Inputs);
        made[k][j] = static_cast<float>(scale * math::cos(angle));
      }
    }
    return made;
  }

  static constexpr array_of<std::array<float, half>, Outputs> table = make_table();

 public:
  static constexpr std::size_t table_bytes = sizeof(table);
};

}  // namespace tyto::audio
