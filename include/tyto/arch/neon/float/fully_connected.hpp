// SPDX-License-Identifier: Apache-2.0
// Fully connected layer, float: the matrix product of one pixel.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/float/matrix.hpp"
#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/ops/fully_connected.hpp"

namespace tyto::neon {

template <class Layer>
concept fully_connected_float =
    ops::fully_connected_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

// The taps of one pixel stand in memory as the product reads them, if no zeros have to follow.
template <class Layer>
concept fully_connected_float_in_place =
    fully_connected_float<Layer> && Layer::spec.taps() % f32::quad_taps == 0;

}  // namespace tyto::neon

namespace tyto {

template <neon::fully_connected_float_in_place Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output) {
    neon::f32::matrix<Layer>::template run_tile<1>(input, output);
  }
};

template <neon::fully_connected_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);

 private:
  using product = neon::f32::matrix<Layer>;

 public:
  // The input with zeros after it.
  static constexpr std::int64_t scratch_bytes =
      std::int64_t{product::quads} * neon::f32::quad_taps * sizeof(float);

  template <row_order = row_order::top_down>
  static void run(const float* input, float* output, std::int8_t* scratch) {
    auto* const taps = reinterpret_cast<float*>(scratch);
    vst1q_f32(taps + (product::quads - 1) * neon::f32::quad_taps, vdupq_n_f32(0.0F));
    neon::f32::copy<product::taps>(taps, input);
    product::template run_tile<1>(taps, output);
  }
};

}  // namespace tyto
