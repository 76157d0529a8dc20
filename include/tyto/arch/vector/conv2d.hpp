// SPDX-License-Identifier: Apache-2.0
// Convolution, float: a matrix product a row, of the input itself or of a copy of its rows with
// their pads.
#pragma once

#include <cstdint>

#include "tyto/arch/vector/matrix.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::vectors {

template <class Layer>
concept conv2d_float = ops::conv2d_layer<Layer> && writes_floats<Layer>;

template <class Layer>
concept conv2d_float_with_pads = conv2d_float<Layer> &&
    (Layer::spec.window.pad.left > 0 || Layer::spec.window.pad.right > 0);

inline void clear(float* to, int count) {
  for (int i = 0; i < count; ++i)
    to[i] = 0.0F;
}

// One output row. `rows` are those of the input that are under its windows, the first of which is
// at `input`; they begin with the left pad, and are `row_step` floats apart.
template <class Layer, class Unit>
[[gnu::always_inline]] inline void convolve_row(const float* input, index_range rows, int row_step,
                                                int y, float* output) {
  constexpr auto& s = Layer::spec;
  constexpr auto& w = s.window;
  using product = matrix<Layer, Unit, w.size.width * s.input.channels>;
  const int top = y * w.stride.height - w.pad.top;
  product::template run_row<s.output.width, w.stride.width * s.input.channels>(
      input, {.first = rows.begin - top, .count = rows.size(), .step = row_step},
      output + y * s.output.row_elements());
}

template <conv2d_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    constexpr int row_step = s.input.row_elements();
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const index_range rows = s.window.rows(y, s.input.height);
      convolve_row<Layer, Unit>(input + rows.begin * row_step, rows, row_step, y, output);
    });
  }
};

template <conv2d_float_with_pads Layer, class Unit>
struct kernel_on<Layer, Unit> {
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
      clear(padded + r * row_step, left);
      clear(padded + r * row_step + left + inner, right);
    }
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const index_range rows = s.window.rows(y, s.input.height);
      for (int r = 0; r < rows.size(); ++r)
        __builtin_memcpy(padded + r * row_step + left, input + (rows.begin + r) * inner,
                         sizeof(float) * inner);
      convolve_row<Layer, Unit>(padded, rows, row_step, y, output);
    });
  }
};

}  // namespace tyto::vectors
