// SPDX-License-Identifier: Apache-2.0
// Maximum over a window, int8: channels along the vector.
#pragma once

#include <concepts>
#include <cstdint>
#include <xsimd/xsimd.hpp>

#include "tyto/ops/max_pool.hpp"

namespace tyto::simd {

template <class Layer>
concept max_pool_int8 =
    ops::max_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::simd

namespace tyto {

template <simd::max_pool_int8 Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const index_range rows = s.window.rows(y, s.input.height);
      for (int x = 0; x < s.output.width; ++x) {
        const index_range columns = s.window.columns(x, s.input.width);
        const std::int8_t* from = input + s.input.index(rows.begin, columns.begin, 0);
        run_pixel(from, rows.size(), columns.size(), output + s.output.index(y, x, 0));
      }
    });
  }

 private:
  using bytes = ::xsimd::batch<std::int8_t>;
  static constexpr int lanes = static_cast<int>(bytes::size);
  static constexpr int channels = s.input.channels;
  static constexpr int whole = channels / lanes * lanes;

  static void run_pixel(const std::int8_t* from, int rows, int columns, std::int8_t* to) {
    for (int c = 0; c < whole; c += lanes) {
      bytes largest(s.output_min);
      for_each_pixel(from + c, rows, columns, [&](const std::int8_t* pixel) {
        largest = ::xsimd::max(largest, bytes::load_unaligned(pixel));
      });
      ::xsimd::min(largest, bytes(s.output_max)).store_unaligned(to + c);
    }
    for (int c = whole; c < channels; ++c) {
      std::int8_t largest = s.output_min;
      for_each_pixel(from + c, rows, columns, [&](const std::int8_t* pixel) {
        largest = *pixel > largest ? *pixel : largest;
      });
      to[c] = largest < s.output_max ? largest : s.output_max;
    }
  }

  template <class F>
  static void for_each_pixel(const std::int8_t* from, int rows, int columns, F f) {
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        f(from + row * s.input.row_elements() + column * channels);
      }
    }
  }
};

}  // namespace tyto
