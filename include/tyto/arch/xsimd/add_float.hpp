// SPDX-License-Identifier: Apache-2.0
// Sum of two tensors, float.
#pragma once

#include <concepts>

#include "tyto/arch/xsimd/vector_float.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::simd {

template <class Layer>
concept add_float = ops::add_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::simd

namespace tyto {

template <simd::add_float Layer>
struct kernel<Layer, arch::xsimd> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const float* a, const float* b, float* output) {
    using vector = simd::vector_for<s.output.elements()>;
    constexpr int elements = s.output.elements();
    constexpr int lanes = simd::lanes_of<vector>;
    for (int i = 0; i + lanes <= elements; i += lanes) {
      const vector sum = vector::load_unaligned(a + i) + vector::load_unaligned(b + i);
      simd::clamped<Layer>(sum).store_unaligned(output + i);
    }
    for (int i = elements / lanes * lanes; i < elements; ++i)
      output[i] = clamp(a[i] + b[i], s.output_min, s.output_max);
  }
};

}  // namespace tyto
