// SPDX-License-Identifier: Apache-2.0
// Fully connected layer, int8: a matrix and one pixel.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/cortex_m/matrix.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept fully_connected_int8 =
    ops::fully_connected_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::fully_connected_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    using product = cortex_m::matrix<Layer, s.taps()>;
    cortex_m::run_pixel<product::rule, product::is_joined, product::quads_only>(
        input, product::weights.data(), product::constants.data(), s.taps(), s.output.channels,
        output);
  }
};

}  // namespace tyto
