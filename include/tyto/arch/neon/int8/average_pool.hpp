// SPDX-License-Identifier: Apache-2.0
// Average over a window, int8.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/average.hpp"
#include "tyto/arch/neon/int8/pool_rows.hpp"
#include "tyto/ops/average_pool.hpp"

namespace tyto::neon {

template <class Layer>
concept average_pool_int8 =
    ops::average_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.window.size.height* Layer::spec.window.size.width <= most_averaged;

}  // namespace tyto::neon

namespace tyto {

template <neon::average_pool_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      neon::for_each_window<Layer>(y, [&](int x, int c, index_range rows, index_range columns) {
        neon::pixel_sums<1, lanes> sums;
        for (int iy = rows.begin; iy < rows.end; ++iy)
          sums.add(input + s.input.index(iy, columns.begin, c), columns.size(), s.input.channels);
        // (A constant where no window is clipped.)
        const int count = is_padded ? rows.size() * columns.size() : area;
        const int8x8_t mean = neon::average(sums.low[0], sums.high[0], count, reciprocals.of[count],
                                            s.output_min, s.output_max);
        neon::store_first<lanes>(output + s.output.index(y, x, c), mean);
      });
    });
  }

 private:
  static constexpr int lanes = neon::lanes_of(s.input.channels);
  static constexpr int area = s.window.size.height * s.window.size.width;
  static constexpr bool is_padded = s.window.pad != padding{};
  static constexpr neon::reciprocal_table<area> reciprocals{};
};

}  // namespace tyto
