// SPDX-License-Identifier: Apache-2.0
// Average of each channel over the whole image, int8.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/average.hpp"
#include "tyto/ops/global_average_pool.hpp"

namespace tyto::neon {

template <class Layer>
concept global_average_pool_int8 =
    ops::global_average_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.input.height* Layer::spec.input.width <= most_averaged;

}  // namespace tyto::neon

namespace tyto {

template <neon::global_average_pool_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    for (int c = 0; c + 32 <= channels; c += 32)
      run_vectors<4, 8>(input + c, output + c);
    if constexpr (channels % 32 != 0) {
      for (int v = channels / 32 * 4; v < neon::vectors_of(channels); ++v) {
        const int c = neon::first_of_vector(v, channels);
        run_vectors<1, neon::lanes_of(channels)>(input + c, output + c);
      }
    }
  }

 private:
  static constexpr int pixels = s.input.height * s.input.width;
  static constexpr int channels = s.input.channels;
  static constexpr std::int32_t reciprocal = pixels > 1 ? neon::reciprocal_of(pixels) : 0;

  template <int Vectors, int Lanes>
  static void run_vectors(const std::int8_t* input, std::int8_t* output) {
    neon::pixel_sums<Vectors, Lanes> sums;
    sums.add(input, pixels, channels);
    neon::unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
      const int8x8_t x =
          neon::average(sums.low[v], sums.high[v], pixels, reciprocal, s.output_min, s.output_max);
      neon::store_first<Lanes>(output + 8 * v, x);
    });
  }
};

}  // namespace tyto
