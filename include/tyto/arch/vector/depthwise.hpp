// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution, float: a vector of channels at a time, a group of neighbouring pixels in
// registers, so that an input column is loaded once for all pixels that it takes part in.
#pragma once

#include <cstddef>

#include "tyto/arch/vector/floats.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::vectors {

// (Fewer channels than any vector has are the scalar kernel's.)
template <class Layer>
concept depthwise_float =
    ops::depthwise_layer<Layer> && writes_floats<Layer> &&
    Layer::spec.input.channels == Layer::spec.output.channels&& Layer::spec.input.channels >= 4;

template <depthwise_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const float* weights = packed.values;
      float* const row = output + y * s.output.row_elements();
      each_vector<channels, lanes>([&](int c) {
        run_row(input + c, y, weights, row + c);
        weights += lanes * (1 + s.taps());
      });
    });
  }

 private:
  using vector = vector_for<Unit, s.output.channels>;
  static constexpr int lanes = vector::lanes;
  static constexpr int channels = s.output.channels;
  static constexpr int vectors = (channels + lanes - 1) / lanes;
  static constexpr int filter_height = s.window.size.height;
  static constexpr int filter_width = s.window.size.width;

  // [vector]: biases, then weights [kh][kw], of all lanes each.
  struct packed_weights {
    alignas(64) float values[static_cast<std::size_t>(vectors * lanes * (1 + s.taps()))];
  };
  static constexpr packed_weights packed = [] {
    packed_weights p{};
    float* to = p.values;
    each_vector<channels, lanes>([&](int c) {
      for (int lane = 0; lane < lanes; ++lane)
        *to++ = Layer::bias[c + lane];
      for (int tap = 0; tap < s.taps(); ++tap) {
        for (int lane = 0; lane < lanes; ++lane)
          *to++ = Layer::weights[tap * channels + c + lane];
      }
    });
    return p;
  }();

  // Pixels of a group: as few groups as there can be, of one size.
  static constexpr int most_pixels = Unit::registers / 2;
  static constexpr int groups = (s.output.width + most_pixels - 1) / most_pixels;
  static constexpr int group_pixels = (s.output.width + groups - 1) / groups;

  // Columns that `count` pixels from `x` read, the padding among them.
  static constexpr int first_column(int x) { return x * s.window.stride.width - s.window.pad.left; }
  static constexpr int end_column(int x, int count) {
    return first_column(x + count - 1) + filter_width;
  }
  static constexpr bool is_inner(int group) {
    const int x = group * group_pixels;
    return x + group_pixels <= s.output.width && first_column(x) >= 0 &&
           end_column(x, group_pixels) <= s.input.width;
  }
  // Groups first_inner to end_inner - 1 read no padding and are all alike.
  static constexpr int first_inner = [] {
    int g = 0;
    while (g < groups && !is_inner(g))
      ++g;
    return g;
  }();
  static constexpr int end_inner = [] {
    int g = first_inner;
    while (g < groups && is_inner(g))
      ++g;
    return g;
  }();

  // The rows of the input under a row of windows.
  struct window_rows {
    const float* input;    // the first
    int count;             // those that are inside the input
    const float* bias;     // of the vector
    const float* weights;  // of the first
  };

  // One output row of one vector of channels.
  [[gnu::always_inline]] static inline void run_row(const float* input, int y, const float* weights,
                                                    float* output) {
    const index_range rows = s.window.rows(y, s.input.height);
    const int skipped = rows.begin - (y * s.window.stride.height - s.window.pad.top);
    const window_rows window{input + rows.begin * s.input.row_elements(), rows.size(), weights,
                             weights + lanes * (1 + skipped * filter_width)};
    unrolled<first_inner>([&](auto g) { border_group<g>(window, output); });
    for (int g = first_inner; g < end_inner; ++g) {
      const int x = g * group_pixels;
      run_group<group_pixels, 0, end_column(0, group_pixels) - first_column(0)>(
          window, first_column(x), output + x * channels);
    }
    unrolled<groups - end_inner>([&](auto i) { border_group<end_inner + i>(window, output); });
  }

  template <int Group>
  static void border_group(const window_rows& window, float* output) {
    constexpr int x = Group * group_pixels;
    constexpr int count = s.output.width - x < group_pixels ? s.output.width - x : group_pixels;
    constexpr int first = first_column(x);
    constexpr int begin = first < 0 ? 0 : first;
    constexpr int past =
        end_column(x, count) < s.input.width ? end_column(x, count) : s.input.width;
    constexpr int end = past > begin ? past : begin;  // padding alone: no column
    run_group<count, begin - first, end - first>(window, first, output + x * channels);
  }

  // `Pixels` outputs. Of the columns they read, counted from `first_column`, Begin to End - 1 are
  // inside the input.
  template <int Pixels, int Begin, int End>
  [[gnu::always_inline]] static inline void run_group(const window_rows& window, int first_column,
                                                      float* output) {
    array<vector, Pixels> sum;
    unrolled<Pixels>([&](auto p) { sum[p] = vector::load(window.bias); });
    const float* row = window.input + (first_column + Begin) * channels;
    const float* weights = window.weights;
    if (window.count == filter_height) {
      unrolled<filter_height>([&](auto ky) __attribute__((always_inline)) {
        add_row<Pixels, Begin, End>(sum, row + ky * s.input.row_elements(),
                                    weights + ky * filter_width * lanes);
      });
    } else {
      for (int r = 0; r < window.count; ++r) {
        add_row<Pixels, Begin, End>(sum, row, weights);
        row += s.input.row_elements();
        weights += filter_width * lanes;
      }
    }
    unrolled<Pixels>([&](auto p) { clamped<Layer>(sum[p]).store(output + p * channels); });
  }

  // One row of the filter.
  template <int Pixels, int Begin, int End>
  [[gnu::always_inline]] static inline void add_row(array<vector, Pixels>& sum, const float* row,
                                                    const float* weights) {
    array<vector, filter_width> w;
    unrolled<filter_width>([&](auto kx) __attribute__((always_inline)) {
      w[kx] = vector::load(weights + kx * lanes);
    });
    unrolled<End - Begin>([&](auto i) __attribute__((always_inline)) {
      constexpr int column = Begin + i;
      const vector x = vector::load(row + i * channels);
      unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
        constexpr int kx = column - p * s.window.stride.width;
        if constexpr (0 <= kx && kx < filter_width) sum[p] = multiply_add(sum[p], x, w[kx]);
      });
    });
  }
};

}  // namespace tyto::vectors
