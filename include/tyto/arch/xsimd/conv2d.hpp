// SPDX-License-Identifier: Apache-2.0
// Convolution, int8: the taps of each window gathered, then a matrix product a row.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/xsimd/matrix.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::simd {

template <class Layer>
concept conv2d_int8 = ops::conv2d_layer<Layer> &&
                      std::same_as<ops::element_of<Layer>, std::int8_t> &&
                      Layer::spec.taps() <= int8::most_taps;

}  // namespace tyto::simd

namespace tyto {

template <simd::conv2d_int8 Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const auto gather = [input, y](int x, std::int16_t* to) { gather_window(input, y, x, to); };
      simd::int8::matrix<Layer, s.taps()>::template run_row<s.output.width>(
          gather, output + s.output.index(y, 0, 0));
    });
  }

 private:
  // The window of output pixel (y, x), row by row; where it leaves the input, the zero point.
  static void gather_window(const std::int8_t* input, int y, int x, std::int16_t* to) {
    constexpr int row_taps = s.window.size.width * s.input.channels;
    const int top = y * s.window.stride.height - s.window.pad.top;
    const int left = x * s.window.stride.width - s.window.pad.left;
    const index_range columns = s.window.columns(x, s.input.width);
    const int begin = (columns.begin - left) * s.input.channels;
    const int end = begin + columns.size() * s.input.channels;
    for (int ky = 0; ky < s.window.size.height; ++ky, to += row_taps) {
      const int iy = top + ky;
      const bool inside = iy >= 0 && iy < s.input.height && columns.size() > 0;
      const int first = inside ? begin : row_taps;
      const int last = inside ? end : row_taps;
      int i = 0;
      for (; i < first; ++i)
        to[i] = s.numerics.input_zero_point;
      if (inside) {
        const std::int8_t* from = input + s.input.index(iy, columns.begin, 0);
        for (; i < last; ++i)
          to[i] = *from++;
      }
      for (; i < row_taps; ++i)
        to[i] = s.numerics.input_zero_point;
    }
  }
};

}  // namespace tyto
