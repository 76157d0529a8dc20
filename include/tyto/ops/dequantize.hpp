// SPDX-License-Identifier: Apache-2.0
// From int8 or int16 to float.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

template <quantized_element T>
struct dequantize_from {
  using input_element = T;
  using element = float;
  static constexpr const char* operator_name = "dequantize";

  shape input;
  shape output;
  quantization from;  // of the input

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

using dequantize = dequantize_from<std::int8_t>;

template <class Layer>
concept dequantize_layer = detail::has_spec<Layer, dequantize_from>;

template <dequantize_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value = checks::keeps_shape<Layer>() &&
                                checks::scale_is_positive<Layer, (s.from.scale > 0.0F)>::ok &&
                                checks::int8_range<Layer, -128, 127, s.from.zero_point, 0>::ok;
};

// out[i] = scale * (in[i] - zero_point).
template <quantized_element T>
constexpr void apply(const dequantize_from<T>& s, const T* input, float* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = tyto::dequantize(input[i], s.from);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::dequantize_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
