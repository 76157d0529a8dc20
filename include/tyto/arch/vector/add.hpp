// SPDX-License-Identifier: Apache-2.0
// Sum of two tensors, float.
#pragma once

#include "tyto/arch/vector/floats.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::vectors {

template <class Layer>
concept add_float = ops::add_layer<Layer> && writes_floats<Layer>;

template <add_float Layer, class Unit>
struct kernel_on<Layer, Unit> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const float* a, const float* b, float* output) {
    using vector = vector_for<Unit, s.output.elements()>;
    constexpr int elements = s.output.elements();
    constexpr int lanes = vector::lanes;
    for (int i = 0; i + lanes <= elements; i += lanes) {
      const vector sum = vector::load(a + i) + vector::load(b + i);
      clamped<Layer>(sum).store(output + i);
    }
    for (int i = elements / lanes * lanes; i < elements; ++i)
      output[i] = clamp(a[i] + b[i], s.output_min, s.output_max);
  }
};

}  // namespace tyto::vectors
