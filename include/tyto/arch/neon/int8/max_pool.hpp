// SPDX-License-Identifier: Apache-2.0
// Maximum over a window, int8.
#pragma once

#include <arm_neon.h>

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/pool_rows.hpp"
#include "tyto/ops/max_pool.hpp"

namespace tyto::neon {

template <class Layer>
concept max_pool_int8 =
    ops::max_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::neon

namespace tyto {

template <neon::max_pool_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      neon::for_each_window<Layer>(y, [&](int x, int c, index_range rows, index_range columns) {
        // The maximum of the lower bound and all taps is clamped from below already.
        int8x8_t largest = vdup_n_s8(s.output_min);
        for (int iy = rows.begin; iy < rows.end; ++iy) {
          const std::int8_t* from = input + s.input.index(iy, columns.begin, c);
          for (int i = 0; i < columns.size(); ++i, from += s.input.channels)
            largest = vmax_s8(largest, neon::load_first<lanes>(from));
        }
        largest = vmin_s8(largest, vdup_n_s8(s.output_max));
        neon::store_first<lanes>(output + s.output.index(y, x, c), largest);
      });
    });
  }

 private:
  static constexpr int lanes = neon::lanes_of(s.input.channels);
};

}  // namespace tyto
