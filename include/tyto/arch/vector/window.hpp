// SPDX-License-Identifier: Apache-2.0
// What the float pools share: a vector of channels of a window, by any operation.
#pragma once

#include "tyto/arch/vector/floats.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::vectors {

// value = combine(value, x) over all pixels of `rows` by `columns`; `input` is at the channel.
template <class Layer, floats V, class F>
[[gnu::always_inline]] inline V over_window(const float* input, index_range rows,
                                            index_range columns, V value, F combine) {
  constexpr shape image = Layer::spec.input;
  const float* row = input + image.index(rows.begin, columns.begin, 0);
  for (int iy = rows.begin; iy < rows.end; ++iy) {
    const float* pixel = row;
    for (int ix = columns.begin; ix < columns.end; ++ix) {
      value = combine(value, V::load(pixel));
      step(pixel, image.channels);
    }
    row += image.row_elements();
  }
  return value;
}

}  // namespace tyto::vectors
