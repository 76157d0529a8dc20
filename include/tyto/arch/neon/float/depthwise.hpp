// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution, float: four channels at a time, a group of neighbouring pixels in
// registers, so that an input column is loaded once for all pixels that it takes part in.
#pragma once

#include <concepts>
#include <cstddef>

#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::neon {

// (Fewer channels than a vector has are the scalar kernel's.)
template <class Layer>
concept depthwise_float = ops::depthwise_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > &&Layer::spec.input.channels ==
    Layer::spec.output.channels&& Layer::spec.input.channels >= f32::lanes;

}  // namespace tyto::neon

namespace tyto {

template <neon::depthwise_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const float* weights = packed.values;
      float* row = output + y * s.output.row_elements();
      for (int v = 0; v < vectors; ++v) {
        const int c = first_of_vector(v);
        run_row(input + c, y, weights, row + c);
        weights += vector_floats;
      }
    });
  }

 private:
  static constexpr int lanes = neon::f32::lanes;
  static constexpr int channels = s.output.channels;
  static constexpr std::ptrdiff_t pixel_bytes = std::ptrdiff_t{sizeof(float)} * channels;
  static constexpr int filter_height = s.window.size.height;
  static constexpr int filter_width = s.window.size.width;

  // The last vector may repeat channels of the one before.
  static constexpr int vectors = (channels + lanes - 1) / lanes;
  static constexpr int first_of_vector(int v) {
    return v * lanes + lanes <= channels ? v * lanes : channels - lanes;
  }

  // [vector]: biases [4], then weights [kh][kw][4].
  static constexpr int vector_floats = lanes * (1 + s.taps());
  struct packed_weights {
    alignas(16) float values[static_cast<std::size_t>(vectors * vector_floats)];
  };
  static constexpr packed_weights packed = [] {
    packed_weights p{};
    float* to = p.values;
    for (int v = 0; v < vectors; ++v) {
      for (int lane = 0; lane < lanes; ++lane)
        *to++ = Layer::bias[first_of_vector(v) + lane];
      for (int tap = 0; tap < s.taps(); ++tap) {
        for (int lane = 0; lane < lanes; ++lane)
          *to++ = Layer::weights[tap * channels + first_of_vector(v) + lane];
      }
    }
    return p;
  }();

  // Pixels of a group: as few groups as there can be, of one size.
  static constexpr int most_pixels = 6;
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

  // One output row of four channels.
  [[gnu::always_inline]] static inline void run_row(const float* input, int y, const float* weights,
                                                    float* output) {
    const index_range rows = s.window.rows(y, s.input.height);
    const int skipped = rows.begin - (y * s.window.stride.height - s.window.pad.top);
    const window_rows window{input + rows.begin * s.input.row_elements(), rows.size(), weights,
                             weights + lanes * (1 + skipped * filter_width)};
    neon::unrolled<first_inner>([&](auto g) __attribute__((always_inline)) {
      border_group<g>(window, output);
    });
    for (int g = first_inner; g < end_inner; ++g) {
      const int x = g * group_pixels;
      run_group<group_pixels, 0, end_column(0, group_pixels) - first_column(0)>(
          window, first_column(x), output + x * channels);
    }
    neon::unrolled<groups - end_inner>([&](auto i) __attribute__((always_inline)) {
      border_group<end_inner + i>(window, output);
    });
  }

  // The rows of the input under a row of windows.
  struct window_rows {
    const float* input;    // the first
    int count;             // those that are inside the input
    const float* bias;     // of the vector
    const float* weights;  // of the first
  };

  template <int Group>
  [[gnu::always_inline]] static inline void border_group(const window_rows& window, float* output) {
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
    neon::f32::vectors<Pixels> sum;
    const float32x4_t bias = vld1q_f32(window.bias);
    neon::unrolled<Pixels>([&](auto p) __attribute__((always_inline)) { sum[p] = bias; });
    const float* row = window.input + (first_column + Begin) * channels;
    const float* weights = window.weights;
    if (window.count == filter_height) {
      neon::unrolled<filter_height>([&](auto) __attribute__((always_inline)) {
        add_row<Pixels, Begin, End>(sum, row, weights);
        neon::step(row, s.input.row_elements());
      });
    } else {
      for (int r = 0; r < window.count; ++r) {
        add_row<Pixels, Begin, End>(sum, row, weights);
        neon::step(row, s.input.row_elements());
      }
    }
    const neon::f32::clamp_vectors<Layer> clamp;
    neon::unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
      neon::f32::store_and_step(output, clamp(sum[p]), pixel_bytes);
    });
  }

  // One row of the filter. `weights` moves on to the next.
  template <int Pixels, int Begin, int End>
  [[gnu::always_inline]] static inline void add_row(neon::f32::vectors<Pixels>& sum,
                                                    const float* row, const float*& weights) {
    neon::f32::vectors<filter_width> w;
    neon::unrolled<filter_width>([&](auto kx) __attribute__((always_inline)) {
      w[kx] = vld1q_f32(weights);
      neon::step(weights, lanes);
    });
    neon::unrolled<End - Begin>([&](auto i) __attribute__((always_inline)) {
      constexpr int column = Begin + i;
      const float32x4_t x = neon::f32::load_and_step(row, pixel_bytes);
      neon::unrolled<Pixels>([&](auto p) __attribute__((always_inline)) {
        constexpr int kx = column - p * s.window.stride.width;
        if constexpr (0 <= kx && kx < filter_width) sum[p] = vfmaq_f32(sum[p], x, w[kx]);
      });
    });
  }
};

}  // namespace tyto
