// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution, int8, of one filter a channel: channels along the vector.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>

#include "tyto/arch/xsimd/matrix.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::simd {

// The rows under a window, with their pads, as int16 on the stack.
template <class Layer>
struct depthwise_rows {
  static constexpr auto& s = Layer::spec;
  static constexpr int columns = (s.output.width - 1) * s.window.stride.width + s.window.size.width;
  static constexpr int pitch = columns * s.input.channels;
  static constexpr int elements = s.window.size.height * pitch + int8::lanes;  // the last block's
};

inline constexpr int most_depthwise_elements = 64 * 1024;

template <class Layer>
concept depthwise_int8 =
    ops::depthwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.input.channels ==
    Layer::spec.output.channels&& depthwise_rows<Layer>::elements <= most_depthwise_elements;

}  // namespace tyto::simd

namespace tyto {

template <simd::depthwise_int8 Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    std::int16_t staged[simd::int8::count(rows::elements)];
    for (int i = rows::elements - simd::int8::lanes; i < rows::elements; ++i)
      staged[i] = 0;
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      for (int ky = 0; ky < s.window.size.height; ++ky) {
        stage_row(input, y * s.window.stride.height - s.window.pad.top + ky,
                  staged + ky * rows::pitch);
      }
      for (int x = 0; x < s.output.width; ++x) {
        run_pixel(staged + x * s.window.stride.width * channels, output + s.output.index(y, x, 0));
      }
    });
  }

 private:
  using rows = simd::depthwise_rows<Layer>;
  static constexpr int channels = s.output.channels;
  using packed_weights = simd::int8::matrix_weights<Layer, s.taps(), channels>;
  static constexpr packed_weights packed{1, channels};
  static constexpr int taps = packed_weights::taps;

  // Where each tap stands, from the first. The one that makes them even has a weight of 0.
  static constexpr auto tap_offsets = [] {
    std::array<int, simd::int8::count(taps)> offsets{};
    for (int t = 0; t < s.taps(); ++t) {
      offsets[simd::int8::count(t)] =
          t / s.window.size.width * rows::pitch + t % s.window.size.width * s.input.channels;
    }
    return offsets;
  }();

  // Input row `iy`, which may be padding.
  static void stage_row(const std::int8_t* input, int iy, std::int16_t* to) {
    const bool inside = iy >= 0 && iy < s.input.height;
    const std::int8_t* from = inside ? input + s.input.index(iy, 0, 0) : nullptr;
    for (int column = 0; column < rows::columns; ++column, to += channels) {
      const int x = column - s.window.pad.left;
      if (inside && x >= 0 && x < s.input.width) {
        for (int c = 0; c < channels; ++c)
          to[c] = from[x * channels + c];
      } else {
        for (int c = 0; c < channels; ++c)
          to[c] = s.numerics.input_zero_point;
      }
    }
  }

  static void run_pixel(const std::int16_t* staged, std::int8_t* output) {
    constexpr int lanes = simd::int8::lanes;
    constexpr int full = channels / lanes * lanes;
    for (int c = 0; c < full; c += lanes)
      run_block<lanes>(staged, c, output);
    if constexpr (full < channels) run_block<channels - full>(staged, full, output);
  }

  template <int Stored>
  static void run_block(const std::int16_t* staged, int first, std::int8_t* output) {
    using simd::int8::load_words;
    simd::int8::sums acc = simd::int8::load_sums(packed.bias.data() + first);
    const std::int16_t* weights = packed.weights.data() + first * taps;
    for (std::size_t t = 0; t < tap_offsets.size(); t += 2) {
      simd::int8::multiply<packed.pairs_fit>(
          acc, load_words(staged + first + tap_offsets[t]), load_words(weights),
          load_words(staged + first + tap_offsets[t + 1]), load_words(weights + simd::int8::lanes));
      weights += 2 * simd::int8::lanes;
    }
    simd::int8::output_stage<Layer, channels>::template block<Stored>(acc, first, output + first);
  }
};

}  // namespace tyto
