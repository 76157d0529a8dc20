// SPDX-License-Identifier: Apache-2.0
// What the float pools share: a vector of channels of a window, by any operation.
#pragma once

#include "tyto/arch/xsimd/vector_float.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::simd {

// value = combine(value, x) over all pixels of `rows` by `columns`; `input` is at the channel.
template <class Layer, class Vector, class F>
[[gnu::always_inline]] inline Vector over_window(const float* input, span_of rows, span_of columns,
                                                 Vector value, F combine) {
  constexpr shape image = Layer::spec.input;
  for (int iy = rows.begin; iy < rows.end; ++iy) {
    for (int ix = columns.begin; ix < columns.end; ++ix) {
      value = combine(value, Vector::load_unaligned(input + image.index(iy, ix, 0)));
    }
  }
  return value;
}

}  // namespace tyto::simd
