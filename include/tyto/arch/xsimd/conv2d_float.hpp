// SPDX-License-Identifier: Apache-2.0
// Convolution, float: a matrix product a row, of the input itself or of a copy of its rows with
// their pads.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>

#include "tyto/arch/xsimd/matrix_float.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::simd {

template <class Layer>
concept conv2d_float = ops::conv2d_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

template <class Layer>
concept conv2d_float_with_pads = conv2d_float<Layer> &&
    (Layer::spec.window.pad.left > 0 || Layer::spec.window.pad.right > 0);

// One output row. `rows` are those of the input that are under its windows, the first of which is
// at `input`; they begin with the left pad, and are `row_step` floats apart.
template <class Layer>
[[gnu::always_inline]] inline void convolve_row(const float* input, span_of rows, int row_step,
                                                int y, float* output) {
  constexpr auto& s = Layer::spec;
  constexpr auto& w = s.window;
  using product = matrix<Layer, w.size.width * s.input.channels>;
  const int top = y * w.stride.height - w.pad.top;
  product::template run_row<s.output.width, w.stride.width * s.input.channels>(
      input, {.first = rows.begin - top, .count = rows.size(), .step = row_step},
      output + y * s.output.row_elements());
}

}  // namespace tyto::simd

namespace tyto {

template <simd::conv2d_float Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int row_step = s.input.row_elements();
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const span_of rows = s.window.rows(y, s.input.height);
      simd::convolve_row<Layer>(input + rows.begin * row_step, rows, row_step, y, output);
    });
  }
};

template <simd::conv2d_float_with_pads Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  static constexpr int left = s.window.pad.left * s.input.channels;
  static constexpr int right = s.window.pad.right * s.input.channels;
  static constexpr int inner = s.input.row_elements();
  static constexpr int row_step = left + inner + right;

 public:
  // The padded rows under one row of windows.
  static constexpr std::int64_t scratch_bytes =
      std::int64_t{s.window.size.height} * row_step * sizeof(float);

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output, std::int8_t* scratch) {
    auto* const padded = reinterpret_cast<float*>(scratch);
    for (int r = 0; r < s.window.size.height; ++r) {
      std::fill_n(padded + r * row_step, left, 0.0F);
      std::fill_n(padded + r * row_step + left + inner, right, 0.0F);
    }
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const span_of rows = s.window.rows(y, s.input.height);
      for (int r = 0; r < rows.size(); ++r)
        std::copy_n(input + (rows.begin + r) * inner, inner, padded + r * row_step + left);
      simd::convolve_row<Layer>(padded, rows, row_step, y, output);
    });
  }
};

}  // namespace tyto
