// SPDX-License-Identifier: Apache-2.0
// Mean of each channel over the whole image where the output has a scale of its own (TensorFlow
// Lite's MEAN over height and width); with one scale for both, see global_average_pool.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Layer::mantissa and Layer::exponent, one element each, hold scale_in / (scale_out * pixels), see
// make_mean_multiplier.
struct mean {
  using element = std::int8_t;
  static constexpr const char* operator_name = "mean";

  shape input;
  shape output;  // {1, 1, channels}
  tyto::numerics<std::int8_t> numerics;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

// The multiplier of a mean over `pixels`: that of scale_in / scale_out, divided by `pixels` as an
// integer, with as many more bits as fit. (TensorFlow Lite's reference: shift =
// floor(log2(pixels)), at most 32 and at most 31 + exponent.)
constexpr multiplier make_mean_multiplier(double scale_in, double scale_out, int pixels) {
  const multiplier m = make_multiplier(scale_in / scale_out);
  int shift = 0;
  while ((pixels >> (shift + 1)) != 0)
    ++shift;
  shift = shift < 31 + m.exponent ? shift : 31 + m.exponent;
  return {static_cast<std::int32_t>((std::int64_t{m.mantissa} << shift) / pixels),
          m.exponent - shift};
}

template <class Layer>
concept mean_layer = std::is_same_v<spec_of<Layer>, mean>;

template <mean_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::output_is<Layer, 1, 1, s.input.channels>() && checks::ranges<Layer>() &&
      checks::multiplies<Layer, 1>() &&
      checks::sum_fits<Layer,
                       checks::largest_input(s.numerics.input_zero_point) * s.input.height *
                           s.input.width,
                       checks::largest_accumulator(multiplier_of<Layer>(0).exponent)>::ok;
};

// out[c] = to_output(sum over y, x of (in[y][x][c] - zero), 0).
template <class OutputStage>
[[gnu::always_inline]] constexpr void apply(const mean& s, OutputStage to_output,
                                            const std::int8_t* input, std::int8_t* output) {
  for (int c = 0; c < s.input.channels; ++c) {
    typename OutputStage::sum sum = 0;
    for (int pixel = 0; pixel < s.input.height * s.input.width; ++pixel)
      sum += input[pixel * s.input.channels + c] - s.numerics.input_zero_point;
    output[c] = to_output(sum, 0);
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::mean_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static constexpr void run(const std::int8_t* input, std::int8_t* output) {
    ops::apply(Layer::spec, ops::output_stage<Layer>{}, input, output);
  }
};

}  // namespace tyto
