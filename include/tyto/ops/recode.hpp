// SPDX-License-Identifier: Apache-2.0
// From one stored integer type to another: what stands at a network's ends where its input or
// output is uint8, int16 or int32. (Between two int8 tensors, see rescale.)
#pragma once

#include <limits>

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

// Zero points of In and Out keep their natural sign: 0 to 255 for uint8.
template <stored_integer In, stored_integer Out>
struct recode {
  using input_element = In;
  using element = Out;
  static constexpr const char* operator_name = "recode";

  shape input;
  shape output;
  int input_zero_point = 0;
  int output_zero_point = 0;
  multiplier scale = {};  // scale_in / scale_out
  tyto::rounding rounding = tyto::rounding::two_step;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

namespace detail {

template <class Spec>
inline constexpr bool is_recode = false;
template <class In, class Out>
inline constexpr bool is_recode<recode<In, Out>> = true;

}  // namespace detail

template <class Layer>
concept recode_layer = detail::is_recode<spec_of<Layer>>;

namespace checks {

template <class Layer, int InputZeroPoint, int OutputZeroPoint, bool Stored>
struct recode_zero_points {
  static_assert(Stored,
                "tyto: a recode's InputZeroPoint or OutputZeroPoint is no value of its element "
                "type; cure: 0 to 255 for uint8, -128 to 127 for int8");
  static constexpr bool ok = Stored;
};

}  // namespace checks

template <recode_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  using In = input_element_of<Layer>;
  using Out = element_of<Layer>;
  template <class T>
  static constexpr bool holds(int x) {
    return std::int64_t{x} >= std::numeric_limits<T>::min() &&
           std::int64_t{x} <= std::numeric_limits<T>::max();
  }
  static constexpr bool
      value = checks::keeps_shape<Layer>() && checks::recode_zero_points < Layer,
      s.input_zero_point, s.output_zero_point,
      holds<In>(s.input_zero_point) &&
          holds<Out>(s.output_zero_point) >
              ::ok &&checks::multiplier_range<Layer, 0, s.scale.mantissa, s.scale.exponent>::ok
                  &&checks::sum_fits<Layer, checks::largest_input<In>(s.input_zero_point),
                                     checks::largest_accumulator(s.scale.exponent)>::ok;
};

// out[i] = clamp((in[i] - input_zero_point) * scale + output_zero_point).
template <stored_integer In, stored_integer Out>
constexpr void apply(const recode<In, Out>& s, const In* input, Out* output) {
  for (int i = 0; i < s.output.elements(); ++i) {
    const std::int32_t x = input[i] - s.input_zero_point;
    const std::int64_t scaled = requantize(x, s.scale, s.rounding);
    output[i] = static_cast<Out>(clamp<std::int64_t>(scaled + s.output_zero_point,
                                                     std::numeric_limits<Out>::min(),
                                                     std::numeric_limits<Out>::max()));
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::recode_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
