// SPDX-License-Identifier: Apache-2.0
// Logistic and tanh of int16, by a table of the logistic function and straight lines between.
//
// Formulas: TensorFlow Lite's reference integer kernels.
#pragma once

#include "tyto/core/table_functions.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// The output's scale is 2^-15 and its zero point 0, always. The input's zero point is 0; its scale
// is in `factor` and `shift`: see make_wide_function.
struct wide_function {
  using element = std::int16_t;
  static constexpr const char* operator_name = "wide_function";
  static constexpr bool elementwise = true;

  shape input;
  shape output;
  bool is_tanh = false;     // or else logistic
  std::int32_t factor = 3;  // (in * factor) / 2^shift is the argument in 1 / (3 * 2^12)
  int shift = 0;

  static constexpr int output_zero_point = 0;
  static constexpr float output_scale = 1.0F / 32768;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

// Scales within a thousandth of 2^-12, of tanh also of 2^-11, count as these: factor is 3 or 6.
// Others: 3 * 2^12 * scale with as many bits as int16 has, cut off.
constexpr wide_function make_wide_function(shape s, bool is_tanh, float scale) {
  const auto is_near = [&](double power) {
    const double ratio = static_cast<double>(scale) / power;
    return ratio > 1.0 - 1e-3 && ratio < 1.0 + 1e-3;
  };
  wide_function f{s, s, is_tanh};
  if (is_near(0x1p-12)) return f;
  f.factor = 6;
  if (is_tanh && is_near(0x1p-11)) return f;
  double real = static_cast<double>(scale) * 4096.0 * 3.0;
  while (real <= 32767.0 / 2.0 && f.shift <= 30) {
    ++f.shift;
    real *= 2.0;
  }
  f.factor = static_cast<std::int32_t>(real < 65536.0 ? real : 65536.0);
  return f;
}

template <class Layer>
concept wide_function_layer = std::is_same_v<spec_of<Layer>, wide_function>;

namespace checks {

template <class Layer, int Factor, int Shift>
struct function_factor {
  static constexpr bool ok = 0 <= Factor && Factor <= 32767 && 0 <= Shift && Shift <= 31;
  static_assert(ok,
                "tyto: a wide_function's Factor or Shift is outside 0..32767 or 0..31; cure: what "
                "make_wide_function gives for an input scale of at most 2.66");
};

}  // namespace checks

template <wide_function_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::keeps_shape<Layer>() && checks::function_factor<Layer, s.factor, s.shift>::ok;
};

// The value of stored q.
constexpr std::int16_t value_of(const wide_function& s, std::int16_t q) {
  const std::int32_t half = s.shift > 0 ? std::int32_t{1} << (s.shift - 1) : 0;
  // (In 64 bits: a half of 2^30 and a product of as much. |x| is under 2^30.)
  const auto x = static_cast<std::int32_t>((std::int64_t{q} * s.factor + half) >> s.shift);
  return static_cast<std::int16_t>(s.is_tanh ? table_functions::tanh_of_24ths(x)
                                             : table_functions::logistic_of_24ths(x));
}

// out[i] = f(in[i]). `output` may be `input`.
constexpr void apply(const wide_function& s, const std::int16_t* input, std::int16_t* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = value_of(s, input[i]);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::wide_function_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
