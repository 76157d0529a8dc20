// SPDX-License-Identifier: Apache-2.0
// Fully connected layer, int8.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/matrix.hpp"
#include "tyto/arch/neon/int8/vector_product.hpp"
#include "tyto/arch/neon/int8/widen.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::neon {

template <class Layer>
concept fully_connected_int8 =
    ops::fully_connected_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::neon

namespace tyto {

template <neon::fully_connected_int8 Layer>
requires(!neon::has_dot_products) struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    neon::vector_product<Layer>::run(input, output);
  }
};

// With dot products, a pointwise convolution of one pixel.
template <neon::fully_connected_int8 Layer>
requires(neon::has_dot_products) struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);

 private:
  using product = neon::matrix<Layer, 1>;

 public:
  // The input, as lanes.
  static constexpr std::int64_t scratch_bytes =
      std::int64_t{product::quads} * neon::quad_taps * sizeof(neon::lane);

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    auto* const taps = reinterpret_cast<neon::lane*>(scratch);
    neon::widen_run<product::taps, 1, product::widening_shift>(input, taps);
    product::template run_tile<1>(taps, output);
  }
};

}  // namespace tyto
