// SPDX-License-Identifier: Apache-2.0
// How a smaller operand is read as if it had the shape of a larger one.
#pragma once

#include <cstdint>

#include "tyto/core/shape.hpp"

namespace tyto::ops {

// Every extent of `s` is 1 or that of `whole`.
constexpr bool broadcasts_to(shape s, shape whole) {
  return (s.height == 1 || s.height == whole.height) && (s.width == 1 || s.width == whole.width) &&
         (s.channels == 1 || s.channels == whole.channels);
}

// Steps from an element to the next along each axis; 0 along an axis that is repeated.
struct element_steps {
  int y = 0;
  int x = 0;
  int c = 0;

  [[nodiscard]] constexpr std::int64_t at(int iy, int ix, int ic) const {
    return std::int64_t{iy} * y + std::int64_t{ix} * x + std::int64_t{ic} * c;
  }
};

constexpr element_steps broadcast_steps(shape s) {
  return {s.height == 1 ? 0 : s.row_elements(), s.width == 1 ? 0 : s.channels,
          s.channels == 1 ? 0 : 1};
}

}  // namespace tyto::ops
