// SPDX-License-Identifier: Apache-2.0
// Sum of two tensors of one shape: the residual connection.
#pragma once

#include <limits>

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Integers: both inputs are brought to a common scale of 2 * max(s_0, s_1) / 2^input_shift, see
// make_add.
template <tyto::element T>
struct add {
  using element = T;
  static constexpr const char* operator_name = "add";
  static constexpr int input_count = 2;
  static constexpr bool elementwise = true;
  // Left shift of (stored - zero_point) before its multiplier: 9 bits become 29, 16 become 31.
  static constexpr int input_shift = std::is_same_v<T, std::int8_t> ? 20 : 15;

  shape input;
  shape output;
  int input_zero_point[2] = {};    // 0 of int16
  multiplier input_multiplier[2];  // s_i / (2 * max(s_0, s_1))
  multiplier output_multiplier;    // 2 * max(s_0, s_1) / (2^input_shift * s_out)
  int output_zero_point = 0;
  int output_min = std::numeric_limits<T>::min();
  int output_max = std::numeric_limits<T>::max();
  tyto::rounding rounding = tyto::rounding::two_step;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <>
struct add<float> {
  using element = float;
  static constexpr const char* operator_name = "add";
  static constexpr int input_count = 2;
  static constexpr bool elementwise = true;

  shape input;
  shape output;
  float output_min = std::numeric_limits<float>::lowest();
  float output_max = std::numeric_limits<float>::max();

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

// The sum of tensors `a` and `b` of shape `s`, stored as `out`; no fused activation.
template <quantized_element T = std::int8_t>
constexpr add<T> make_add(shape s, quantization a, quantization b, quantization out) {
  const double twice_larger = 2.0 * static_cast<double>(a.scale > b.scale ? a.scale : b.scale);
  return {.input = s,
          .output = s,
          .input_zero_point = {a.zero_point, b.zero_point},
          .input_multiplier = {make_multiplier(static_cast<double>(a.scale) / twice_larger),
                               make_multiplier(static_cast<double>(b.scale) / twice_larger)},
          .output_multiplier = make_multiplier(
              twice_larger / (static_cast<double>(out.scale) * (1 << add<T>::input_shift))),
          .output_zero_point = out.zero_point};
}

template <class Layer>
concept add_layer = detail::has_spec<Layer, add>;

namespace checks {

// Largest |stored - zero_point| of input K, shifted left.
template <class Layer, int K>
constexpr std::int64_t largest_term() {
  return largest_input<element_of<Layer>>(Layer::spec.input_zero_point[K])
         << Layer::spec.input_shift;
}

// The multiplier of input K is in range and takes what the input can be.
template <class Layer, int K>
constexpr bool adds_input() {
  constexpr multiplier m = Layer::spec.input_multiplier[K];
  return multiplier_range<Layer, K, m.mantissa, m.exponent>::ok &&
         sum_fits<Layer, largest_term<Layer, K>(), largest_accumulator(m.exponent)>::ok;
}

template <class Layer>
constexpr std::int64_t largest_sum() {
  constexpr auto& s = Layer::spec;
  constexpr auto scaled = [](std::int64_t x, multiplier m) {
    return std::int64_t{requantize<s.rounding>(static_cast<std::int32_t>(x), m)};
  };
  return scaled(largest_term<Layer, 0>(), s.input_multiplier[0]) +
         scaled(largest_term<Layer, 1>(), s.input_multiplier[1]);
}

template <class Layer>
constexpr bool adds() {
  if constexpr (std::is_same_v<element_of<Layer>, float>) {
    return ordered<Layer>();
  } else {
    constexpr auto& s = Layer::spec;
    constexpr multiplier m = s.output_multiplier;
    constexpr bool inputs_fit = adds_input<Layer, 0>() && adds_input<Layer, 1>();
    bool ok = stored_range<Layer, s.output_min, s.output_max, s.input_zero_point[0],
                           s.output_zero_point>();
    ok &= stored_range<Layer, s.output_min, s.output_max, s.input_zero_point[1],
                       s.output_zero_point>();
    ok &= multiplier_range<Layer, 2, m.mantissa, m.exponent>::ok;
    if constexpr (inputs_fit) {
      ok &= sum_fits<Layer, largest_sum<Layer>(), largest_accumulator(m.exponent)>::ok;
    }
    return ok && inputs_fit;
  }
}

}  // namespace checks

template <add_layer Layer>
struct checked<Layer> {
  static constexpr bool value = checks::keeps_shape<Layer>() && checks::adds<Layer>();
};

// The sum of two elements.
constexpr float sum_of(const add<float>& s, float a, float b) {
  return clamp(a + b, s.output_min, s.output_max);
}
template <quantized_element T>
constexpr T sum_of(const add<T>& s, T a, T b) {
  const auto term = [&](T q, int k) {
    return requantize((q - s.input_zero_point[k]) * (1 << s.input_shift), s.input_multiplier[k],
                      s.rounding);
  };
  const std::int32_t scaled =
      requantize(term(a, 0) + term(b, 1), s.output_multiplier, s.rounding) + s.output_zero_point;
  return static_cast<T>(clamp<std::int32_t>(scaled, s.output_min, s.output_max));
}

// out[i] = clamp(a[i] + b[i]). `output` may be `a` or `b`.
template <tyto::element T>
[[gnu::always_inline]] constexpr void apply(const add<T>& s, const T* a, const T* b, T* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = sum_of(s, a[i], b[i]);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::add_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
