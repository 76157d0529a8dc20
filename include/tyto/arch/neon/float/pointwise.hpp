// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, float: tiles of pixels in a row, which may go on in the next row.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/float/matrix.hpp"
#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::neon {

template <class Layer>
concept pointwise_float = ops::pointwise_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::neon

namespace tyto {

template <neon::pointwise_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using product = neon::f32::matrix<Layer>;
  static constexpr int channels = s.input.channels;
  static constexpr int pixels = s.input.height * s.input.width;
  static constexpr int tile_pixels =
      pixels < neon::f32::most_pixels ? pixels : neon::f32::most_pixels;
  static constexpr int last_pixels = pixels % tile_pixels;

 public:
  // The inputs of one tile: once they are there, its outputs may be written over them.
  static constexpr std::int64_t scratch_bytes =
      std::int64_t{product::quads} * neon::f32::quad_taps * tile_pixels * sizeof(float);

  template <row_order Order = row_order::top_down>
  static void run(const float* input, float* output, std::int8_t* scratch) {
    auto* const taps = reinterpret_cast<float*>(scratch);
    if constexpr (Order == row_order::top_down) {
      int first = 0;
      for (; first + tile_pixels <= pixels; first += tile_pixels)
        run_tile<tile_pixels>(input, output, taps, first);
      if constexpr (last_pixels > 0) run_tile<last_pixels>(input, output, taps, first);
    } else {
      for (int end = pixels; end >= tile_pixels; end -= tile_pixels)
        run_tile<tile_pixels>(input, output, taps, end - tile_pixels);
      if constexpr (last_pixels > 0) run_tile<last_pixels>(input, output, taps, 0);
    }
  }

 private:
  template <int Pixels>
  [[gnu::always_inline]] static inline void run_tile(const float* input, float* output, float* taps,
                                                     int first) {
    gather<Pixels>(input + first * channels, taps);
    product::template run_tile<Pixels>(taps, output + first * s.output.channels);
  }

  // [pixel][channel] to [quad][pixel][4].
  template <int Pixels>
  [[gnu::always_inline]] static inline void gather(const float* from, float* to) {
    using neon::f32::quad_taps;
    constexpr int whole = channels / quad_taps;
    neon::f32::array<const float*, Pixels> pixel;
    neon::unrolled<Pixels>([&](auto p) { pixel[p] = from + p * channels; });
#pragma GCC unroll 2
    for (int quad = 0; quad < whole; ++quad) {
      neon::f32::vectors<Pixels> x;
      neon::unrolled<Pixels>([&](auto p) {
        x[p] = vld1q_f32(pixel[p]);
        neon::step(pixel[p], quad_taps);
      });
      neon::unrolled<Pixels>([&](auto p) {
        vst1q_f32(to, x[p]);
        neon::step(to, quad_taps);
      });
    }
    if constexpr (constexpr int rest = channels % quad_taps; rest > 0) {
      neon::unrolled<Pixels>([&](auto p) {
        for (int t = 0; t < quad_taps; ++t)
          to[p * quad_taps + t] = t < rest ? pixel[p][t] : 0.0F;
      });
    }
  }
};

}  // namespace tyto
