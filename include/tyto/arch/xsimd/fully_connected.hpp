// SPDX-License-Identifier: Apache-2.0
// Fully connected, int8: the product of one pixel.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/xsimd/matrix.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::simd {

template <class Layer>
concept fully_connected_int8 = ops::fully_connected_layer<Layer> &&
                               std::same_as<ops::element_of<Layer>, std::int8_t> &&
                               Layer::spec.taps() <= int8::most_taps;

}  // namespace tyto::simd

namespace tyto {

template <simd::fully_connected_int8 Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    const auto gather = [input](int, std::int16_t* to) {
      for (int i = 0; i < s.taps(); ++i)
        to[i] = input[i];
    };
    simd::int8::matrix<Layer, s.taps()>::template run_row<1>(gather, output);
  }
};

}  // namespace tyto
