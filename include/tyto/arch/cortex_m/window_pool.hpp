// SPDX-License-Identifier: Apache-2.0
// What pools over a window share: the walk over windows, clipped to the input, four channels at a
// time.
#pragma once

#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::cortex_m {

// For each output pixel calls pool.four(pixels, area, to) for every four channels and pool.one(...)
// for each of those that are left: pixels(f) calls f(address) for every input pixel of the window,
// `area` of them, and the result goes to `to`.
template <class Layer, row_order Order, class Pool>
[[gnu::always_inline]] inline void for_each_window(const std::int8_t* input, std::int8_t* output,
                                                   Pool pool) {
  constexpr auto& s = Layer::spec;
  ops::for_each_row<Order>(s.output.height, [&](int y) {
    const index_range rows = s.window.rows(y, s.input.height);
    std::int8_t* to = output + y * s.output.row_elements();
    for (int x = 0; x < s.output.width; ++x) {
      const index_range columns = s.window.columns(x, s.input.width);
      const int area = rows.size() * columns.size();
      for (int c = 0; c < s.input.channels;) {
        const auto pixels = [&](auto f) {
          for (int iy = rows.begin; iy < rows.end; ++iy) {
            const std::int8_t* from = input + s.input.index(iy, columns.begin, c);
            for (int ix = columns.begin; ix < columns.end; ++ix) {
              f(from);
              from += s.input.channels;
            }
          }
        };
        if (c + 4 <= s.input.channels) {
          pool.four(pixels, area, to);
          c += 4;
          to += 4;
        } else {
          pool.one(pixels, area, to);
          ++c;
          ++to;
        }
      }
    }
  });
}

}  // namespace tyto::cortex_m
