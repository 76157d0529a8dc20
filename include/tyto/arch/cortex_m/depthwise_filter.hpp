// SPDX-License-Identifier: Apache-2.0
// Weights of a depthwise layer as its kernels have them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/arch/cortex_m/store.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::cortex_m {

// Four rows of one column of a filter in a word, so that SXTB16 makes (0, 1) and (2, 3); those that
// the filter does not have are 0:
//
//   byte    0     1     2     3
//   row   4 i  4 i + 2  4 i + 1  4 i + 3
template <window Window>
struct depthwise_filter {
  static constexpr int words_a_column = (Window.size.height + 3) / 4;
  static constexpr int words = Window.size.width * words_a_column;
  static constexpr int pairs_a_column = (Window.size.height + 1) / 2;

  word weights[std::size_t{words}];
  channel constants;

  constexpr void set(int row, int column, std::int8_t weight) {
    const int byte = (row % 2) * 2 + row / 2 % 2;
    weights[column * words_a_column + row / 4] |=
        static_cast<word>(static_cast<std::uint8_t>(weight)) << (8 * byte);
  }

  // The column's rows 2 `pair` and 2 `pair` + 1.
  [[nodiscard]] word rows(int column, int pair) const {
    const word four = weights[column * words_a_column + pair / 2];
    return pair % 2 == 0 ? sxtb16(four) : sxtb16_ror8(four);
  }
};

}  // namespace tyto::cortex_m
