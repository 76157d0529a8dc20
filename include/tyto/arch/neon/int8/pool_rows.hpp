// SPDX-License-Identifier: Apache-2.0
// What pools share: the windows of an output row, eight channels at a time.
#pragma once

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon {

// Calls f(x, first channel, rows, columns) for every vector of 8 channels of every pixel of output
// row `y`; rows and columns are those of the input under the window.
template <class Layer, class F>
[[gnu::always_inline]] inline void for_each_window(int y, F f) {
  constexpr auto& s = Layer::spec;
  const index_range rows = s.window.rows(y, s.input.height);
  for (int x = 0; x < s.output.width; ++x) {
    const index_range columns = s.window.columns(x, s.input.width);
    for (int v = 0; v < vectors_of(s.input.channels); ++v)
      f(x, first_of_vector(v, s.input.channels), rows, columns);
  }
}

}  // namespace tyto::neon
