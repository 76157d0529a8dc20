// SPDX-License-Identifier: Apache-2.0
// Pointwise convolution, int8: a matrix product a row.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/xsimd/matrix.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::simd {

template <class Layer>
concept pointwise_int8 =
    ops::pointwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.input.channels <= int8::most_taps;

}  // namespace tyto::simd

namespace tyto {

template <simd::pointwise_int8 Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const auto gather = [row = input + s.input.index(y, 0, 0)](int x, std::int16_t* to) {
        const std::int8_t* pixel = row + x * s.input.channels;
        for (int i = 0; i < s.input.channels; ++i)
          to[i] = pixel[i];
      };
      simd::int8::matrix<Layer, s.input.channels>::template run_row<s.output.width>(
          gather, output + s.output.index(y, 0, 0));
    });
  }
};

}  // namespace tyto
