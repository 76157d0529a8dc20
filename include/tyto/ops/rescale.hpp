// SPDX-License-Identifier: Apache-2.0
// From one scale to another, int8 or int16, with an activation range: a requantisation, or a ReLU
// that no layer before it could take in.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Layer::mantissa and Layer::exponent, one element each, hold scale_in / scale_out.
template <quantized_element T>
struct rescale_of {
  using element = T;
  static constexpr const char* operator_name = "rescale";
  static constexpr bool elementwise = true;

  shape input;
  shape output;
  tyto::numerics<T> numerics;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

using rescale = rescale_of<std::int8_t>;

template <class Layer>
concept rescale_layer = detail::has_spec<Layer, rescale_of>;

template <rescale_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::keeps_shape<Layer>() && checks::ranges<Layer>() && checks::multiplies<Layer, 1>() &&
      checks::sum_fits<Layer, checks::largest_input<element_of<Layer>>(s.numerics.input_zero_point),
                       checks::largest_accumulator(multiplier_of<Layer>(0).exponent)>::ok;
};

// out[i] = to_output(in[i] - zero, 0). `output` may be `input`.
template <quantized_element T, class OutputStage>
[[gnu::always_inline]] constexpr void apply(const rescale_of<T>& s, OutputStage to_output,
                                            const T* input, T* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = to_output(input[i] - s.numerics.input_zero_point, 0);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::rescale_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static constexpr void run(const ops::element_of<Layer>* input, ops::element_of<Layer>* output) {
    ops::apply(Layer::spec, ops::output_stage<Layer>{}, input, output);
  }
};

}  // namespace tyto
