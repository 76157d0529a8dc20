// SPDX-License-Identifier: Apache-2.0
// Softmax over the channels of each pixel.
#pragma once

#include <bit>
#include <limits>

#include "tyto/core/fixed_point.hpp"
#include "tyto/core/math.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

template <tyto::element T>
struct softmax;

// int8: the output's scale is 1/256 and its zero point -128, always. The input's scale and the
// softmax's beta are in `input_multiplier` and `difference_min`: see make_softmax.
template <>
struct softmax<std::int8_t> {
  using element = std::int8_t;
  static constexpr const char* operator_name = "softmax";
  static constexpr bool elementwise = true;

  shape input;
  shape output;
  multiplier input_multiplier;  // input difference to Q5.26: beta * scale * 2^26
  int difference_min = -128;    // differences to the maximum below this count as probability 0
  tyto::rounding rounding = tyto::rounding::two_step;

  static constexpr int output_zero_point = -128;
  static constexpr float output_scale = 1.0F / 256;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

// int8 to int16: the output's scale is 1/65536 and its zero point -32768, always.
struct wide_softmax {
  using input_element = std::int8_t;
  using element = std::int16_t;
  static constexpr const char* operator_name = "wide_softmax";

  shape input;
  shape output;
  multiplier input_multiplier;  // as that of the int8 one
  int difference_min = -128;
  tyto::rounding rounding = tyto::rounding::two_step;

  static constexpr int output_zero_point = -32768;
  static constexpr float output_scale = 1.0F / 65536;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <>
struct softmax<float> {
  using element = float;
  static constexpr const char* operator_name = "softmax";
  static constexpr bool elementwise = true;

  shape input;
  shape output;
  float beta = 1.0F;  // multiplies the input

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

// The int8 softmax of an input of scale `scale`; `beta` multiplies the input, usually 1.
// difference_min = -floor(31 * 2^26 / 2^exponent): what Q5.26 can hold after the left shift.
constexpr softmax<std::int8_t> make_softmax(shape s, float scale, float beta = 1.0F,
                                            tyto::rounding rounding = tyto::rounding::two_step) {
  constexpr double largest = 2147483647.0;
  const double real = static_cast<double>(beta) * static_cast<double>(scale) * (1 << 26);
  const multiplier m = make_multiplier(real < largest ? real : largest);
  const std::int64_t numerator = std::int64_t{31} << 26;
  const std::int64_t radius = m.exponent >= 0 ? numerator >> m.exponent : numerator << -m.exponent;
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  return {s, s, m, -static_cast<int>(radius < most ? radius : most), rounding};
}

template <class Layer>
concept softmax_layer = detail::has_spec<Layer, softmax>;
template <class Layer>
concept int8_softmax_layer = softmax_layer<Layer> && std::same_as<element_of<Layer>, std::int8_t>;
template <class Layer>
concept wide_softmax_layer = std::is_same_v<spec_of<Layer>, wide_softmax>;
template <class Layer>
concept float_softmax_layer = softmax_layer<Layer> && std::same_as < element_of<Layer>,
float > ;

namespace checks {

template <class Layer, int Channels, int Most>
struct softmax_channels {
  static_assert(Channels <= Most,
                "tyto: a softmax has Channels, and the int32 sum of their exponentials holds Most; "
                "cure: fewer channels");
  static constexpr bool ok = Channels <= Most;
};

}  // namespace checks

template <class Layer>
requires int8_softmax_layer<Layer> || wide_softmax_layer<Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr multiplier m = s.input_multiplier;
  // Largest difference that is not skipped.
  static constexpr int largest = s.difference_min < -255 ? 255 : -s.difference_min;
  static constexpr bool value =
      checks::keeps_shape<Layer>() && checks::softmax_channels<Layer, s.input.channels, 4095>::ok &&
      checks::multiplier_range<Layer, 0, m.mantissa, m.exponent>::ok &&
      checks::sum_fits<Layer, largest, checks::largest_accumulator(m.exponent)>::ok;
};

template <float_softmax_layer Layer>
struct checked<Layer> {
  static constexpr bool value = checks::keeps_shape<Layer>();
};

// out[c] = exp(x[c]) / sum over k of exp(x[k]), x[c] = beta * scale * (in[c] - max in), in fixed
// point: exp in Q0.31, the sum in Q12.19, its reciprocal in Q0.31, rounded to 1/256, or to 1/65536
// where the output is int16. int8: `output` may be `input`.
template <class Spec>
requires std::same_as<Spec, softmax<std::int8_t>> || std::same_as<Spec, wide_softmax>
constexpr void apply(const Spec& s, const std::int8_t* input, typename Spec::element* output) {
  using Out = typename Spec::element;
  // Integer bits of the sum of exponentials, each of which is at most 1: 4095 of them fit.
  constexpr int sum_bits = 12;
  constexpr int output_bits = 8 * static_cast<int>(sizeof(Out));
  constexpr int lowest = Spec::output_zero_point;
  const auto exponential = [&](int difference) {
    return fixed_point::exp_on_negative(requantize(difference, s.input_multiplier, s.rounding));
  };
  const int channels = s.input.channels;
  for (int pixel = 0; pixel < s.input.height * s.input.width; ++pixel) {
    std::int8_t largest = input[0];
    for (int c = 1; c < channels; ++c)
      largest = input[c] > largest ? input[c] : largest;

    std::int32_t sum = 0;
    for (int c = 0; c < channels; ++c) {
      const int difference = input[c] - largest;
      if (difference < s.difference_min) continue;
      sum += rounding_divide_by_power_of_two(exponential(difference), sum_bits);
    }

    // sum = 2^(sum_bits - zeros) * (1 + fraction), fraction in [0, 1)
    const int zeros = std::countl_zero(static_cast<std::uint32_t>(sum));
    const auto fraction = static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << zeros) -
                                                    (std::uint32_t{1} << 31));
    const std::int32_t scale = fixed_point::reciprocal_of_one_plus(fraction);
    const int shift =
        sum_bits - zeros + 31 - output_bits;  // 32 or more: each probability rounds to 0

    for (int c = 0; c < channels; ++c) {
      const int difference = input[c] - largest;
      std::int32_t probability = 0;
      if (difference >= s.difference_min && shift <= 31) {
        probability = rounding_divide_by_power_of_two(
            saturating_rounding_doubling_high_mul(scale, exponential(difference)), shift);
      }
      output[c] = static_cast<Out>(clamp<std::int32_t>(probability + lowest, lowest, -lowest - 1));
    }
    input += channels;
    output += channels;
  }
}

// out[c] = exp(x[c]) / sum over k of exp(x[k]), x[c] = beta * (in[c] - max in). Few elements, so
// exp and the sum are double: the result is the nearest float but for rare ties. `output` may be
// `input`.
constexpr void apply(const softmax<float>& s, const float* input, float* output) {
  const int channels = s.input.channels;
  for (int pixel = 0; pixel < s.input.height * s.input.width; ++pixel) {
    float largest = input[0];
    for (int c = 1; c < channels; ++c)
      largest = input[c] > largest ? input[c] : largest;
    const auto exponential = [&](int c) {
      return math::exp(static_cast<double>(s.beta) *
                       (static_cast<double>(input[c]) - static_cast<double>(largest)));
    };
    double sum = 0.0;
    for (int c = 0; c < channels; ++c)
      sum += exponential(c);
    for (int c = 0; c < channels; ++c)
      output[c] = static_cast<float>(exponential(c) / sum);
    input += channels;
    output += channels;
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::int8_softmax_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};
template <ops::wide_softmax_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};
template <ops::float_softmax_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
