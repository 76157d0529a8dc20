// SPDX-License-Identifier: Apache-2.0
// What the float pools share: four channels of a window, by any operation.
#pragma once

#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::neon::f32 {

// Calls f(first channel) for each vector of `Channels`, which are at least a vector's lanes; the
// last may repeat channels of the one before.
template <int Channels, class F>
[[gnu::always_inline]] constexpr void each_vector(F f) {
  static_assert(Channels >= lanes);
  for (int c = 0; c + lanes <= Channels; c += lanes)
    f(c);
  if constexpr (Channels % lanes != 0) f(Channels - lanes);
}

// value = combine(value, x) over all pixels of `rows` by `columns`; `input` is at the channel.
template <class Layer, class F>
[[gnu::always_inline]] inline float32x4_t over_window(const float* input, index_range rows,
                                                      index_range columns, float32x4_t value,
                                                      F combine) {
  constexpr shape image = Layer::spec.input;
  const float* row = input + (rows.begin * image.width + columns.begin) * image.channels;
  for (int iy = rows.begin; iy < rows.end; ++iy) {
    const float* pixel = row;
    for (int ix = columns.begin; ix < columns.end; ++ix) {
      value = combine(value, vld1q_f32(pixel));
      step(pixel, image.channels);
    }
    row += image.row_elements();
  }
  return value;
}

}  // namespace tyto::neon::f32
