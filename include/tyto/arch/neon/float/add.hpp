// SPDX-License-Identifier: Apache-2.0
// Sum of two tensors, float.
#pragma once

#include <concepts>

#include "tyto/arch/neon/float/primitives.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::neon {

template <class Layer>
concept add_float = ops::add_layer<Layer> && std::same_as < ops::element_of<Layer>,
float > ;

}  // namespace tyto::neon

namespace tyto {

template <neon::add_float Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const float* a, const float* b, float* output) {
    constexpr int elements = s.output.elements();
    constexpr int lanes = neon::f32::lanes;
    const neon::f32::clamp_vectors<Layer> in_range;
    for (int i = 0; i + lanes <= elements; i += lanes)
      vst1q_f32(output + i, in_range(vaddq_f32(vld1q_f32(a + i), vld1q_f32(b + i))));
    for (int i = elements / lanes * lanes; i < elements; ++i)
      output[i] = clamp(a[i] + b[i], s.output_min, s.output_max);
  }
};

}  // namespace tyto
