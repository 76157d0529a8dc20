// SPDX-License-Identifier: Apache-2.0
// Average over a window; the part of the window outside the input does not count.
#pragma once

#include <concepts>
#include <limits>

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Input and output share scale and zero point.
template <tyto::element T>
struct average_pool {
  using element = T;
  static constexpr const char* operator_name = "average_pool";

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
concept average_pool_layer = detail::has_spec<Layer, average_pool>;

template <average_pool_layer Layer>
struct checked<Layer> {
  static constexpr extent size = Layer::spec.window.size;
  static constexpr bool value =
      checks::pools<Layer>() && checks::averages<Layer, std::int64_t{size.height} * size.width>();
};

// sum / count of stored integers, rounded to nearest, ties away from zero.
constexpr std::int32_t average(std::int32_t sum, std::int32_t count) {
  return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}
template <std::floating_point Sum>
constexpr Sum average(Sum sum, std::int32_t count) {
  return sum / static_cast<Sum>(count);
}

// out[y][x][c] = clamp(average of in[iy][ix][c] over the window's taps inside the input). (Sum:
// what the elements are added up in.)
template <row_order Order = row_order::top_down, tyto::element T, class Sum = accumulator_t<T>>
[[gnu::always_inline]] constexpr void apply(const average_pool<T>& s, const T* input, T* output,
                                            Sum zero = {}) {
  for (int row = 0; row < s.output.height; ++row) {
    const int y = row_at<Order>(row, s.output.height);
    const index_range rows = s.window.rows(y, s.input.height);
    for (int x = 0; x < s.output.width; ++x) {
      const index_range columns = s.window.columns(x, s.input.width);
      for (int c = 0; c < s.output.channels; ++c) {
        Sum sum = zero;
        for (int iy = rows.begin; iy < rows.end; ++iy) {
          for (int ix = columns.begin; ix < columns.end; ++ix)
            sum += input[s.input.index(iy, ix, c)];
        }
        const Sum mean = average(sum, rows.size() * columns.size());
        output[s.output.index(y, x, c)] =
            static_cast<T>(clamp<Sum>(mean, s.output_min, s.output_max));
      }
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::average_pool_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
