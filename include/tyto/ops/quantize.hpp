// SPDX-License-Identifier: Apache-2.0
// From float to int8 or int16.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

template <quantized_element T>
struct quantize_to {
  using input_element = float;
  using element = T;
  static constexpr const char* operator_name = "quantize";

  shape input;
  shape output;
  quantization to;  // of the output

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

using quantize = quantize_to<std::int8_t>;

template <class Layer>
concept quantize_layer = detail::has_spec<Layer, quantize_to>;

template <quantize_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value = checks::keeps_shape<Layer>() &&
                                checks::scale_is_positive<Layer, (s.to.scale > 0.0F)>::ok &&
                                checks::stored_range<Layer, 0, 0, 0, s.to.zero_point>();
};

// out[i] = clamp(round(in[i] / scale) + zero_point), half away from zero.
template <quantized_element T>
constexpr void apply(const quantize_to<T>& s, const float* input, T* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = tyto::quantize<T>(input[i], s.to);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::quantize_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
