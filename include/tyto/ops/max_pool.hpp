// SPDX-License-Identifier: Apache-2.0
// Maximum over a window; padding is never the maximum.
#pragma once

#include <limits>

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Input and output share scale and zero point.
template <tyto::element T>
struct max_pool {
  using element = T;
  static constexpr const char* operator_name = "max_pool";

  shape input;
  shape output;
  tyto::window window;
  T output_min = std::numeric_limits<T>::lowest();
  T output_max = std::numeric_limits<T>::max();

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
  [[nodiscard]] constexpr index_range rows_read(int y) const {
    return window.rows(y, input.height);
  }
};

template <class Layer>
concept max_pool_layer = detail::has_spec<Layer, max_pool>;

template <max_pool_layer Layer>
struct checked<Layer> {
  static constexpr bool value = checks::pools<Layer>();
};

// out[y][x][c] = clamp(maximum of in[iy][ix][c] over the window's taps inside the input).
template <row_order Order = row_order::top_down, tyto::element T>
[[gnu::always_inline]] constexpr void apply(const max_pool<T>& s, const T* input, T* output) {
  for (int row = 0; row < s.output.height; ++row) {
    const int y = row_at<Order>(row, s.output.height);
    const index_range rows = s.window.rows(y, s.input.height);
    for (int x = 0; x < s.output.width; ++x) {
      const index_range columns = s.window.columns(x, s.input.width);
      for (int c = 0; c < s.output.channels; ++c) {
        T largest = std::numeric_limits<T>::lowest();
        for (int iy = rows.begin; iy < rows.end; ++iy) {
          for (int ix = columns.begin; ix < columns.end; ++ix) {
            const T value = input[s.input.index(iy, ix, c)];
            largest = value > largest ? value : largest;
          }
        }
        output[s.output.index(y, x, c)] = clamp(largest, s.output_min, s.output_max);
      }
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::max_pool_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
