// SPDX-License-Identifier: Apache-2.0
// Maximum, minimum, sum or mean over any axes, each of which is left with an extent of 1.
// (Means over the whole image have operators of their own: mean and global_average_pool.)
#pragma once

#include "tyto/ops/broadcast.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/mean.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

enum class reduction : std::uint8_t {
  maximum,  // int8: of one quantisation
  minimum,  // int8: of one quantisation
  sum,
  mean,
};

// Which axes.
struct axes {
  bool height = false;
  bool width = false;
  bool channels = false;

  friend constexpr bool operator==(const axes&, const axes&) = default;
};

template <tyto::element T>
struct reduce {
  using element = T;
  static constexpr const char* operator_name = "reduce";

  reduction what = reduction::maximum;
  shape input;
  shape output;
  axes over = {};
  tyto::numerics<T> numerics = {};
  multiplier scale = {};  // sum and mean of integers: see with_scale

  // Elements that one of the output is made of.
  [[nodiscard]] constexpr int count() const { return input.elements() / output.elements(); }
  [[nodiscard]] constexpr bool sums() const {
    return what == reduction::sum || what == reduction::mean;
  }
  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

constexpr shape reduced(shape s, axes over) {
  return {over.height ? 1 : s.height, over.width ? 1 : s.width, over.channels ? 1 : s.channels};
}

// The multiplier of an integer sum or mean between two quantisations.
template <quantized_element T>
constexpr reduce<T> with_scale(reduce<T> s, float scale_in, float scale_out) {
  if (s.what == reduction::sum)
    s.scale = make_multiplier(static_cast<double>(scale_in) / static_cast<double>(scale_out));
  if (s.what == reduction::mean)
    s.scale = make_mean_multiplier(static_cast<double>(scale_in), static_cast<double>(scale_out),
                                   s.count());
  return s;
}

template <class Layer>
concept reduce_layer = detail::has_spec<Layer, reduce>;

template <reduce_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr shape needed = reduced(s.input, s.over);
  static constexpr bool integer_sum_fits() {
    using T = element_of<Layer>;
    if constexpr (quantized_element<T>) {
      if constexpr (s.sums()) {
        return checks::multiplier_range<Layer, 0, s.scale.mantissa, s.scale.exponent>::ok &&
               checks::sum_fits<Layer,
                                checks::largest_input<T>(s.numerics.input_zero_point) * s.count(),
                                checks::largest_accumulator(s.scale.exponent)>::ok;
      }
    }
    return true;
  }
  static constexpr bool value =
      checks::output_is<Layer, needed.height, needed.width, needed.channels>() &&
      checks::ranges<Layer>() && integer_sum_fits();
};

namespace detail {

// A sum or an extremum as it is stored.
template <quantized_element T>
constexpr T finish(const reduce<T>& s, std::int32_t x) {
  if (s.sums()) {
    x = requantize(x, s.scale, s.numerics.rounding) + s.numerics.output_zero_point;
  }
  return static_cast<T>(clamp<std::int32_t>(x, s.numerics.output_min, s.numerics.output_max));
}
constexpr float finish(const reduce<float>& s, float x) {
  if (s.what == reduction::mean) x /= static_cast<float>(s.count());
  return clamp(x, s.numerics.output_min, s.numerics.output_max);
}

}  // namespace detail

// out = the largest, smallest, sum of (in - zero) or mean of the input's elements that share the
// output's index along the axes that stay.
template <tyto::element T>
constexpr void apply(const reduce<T>& s, const T* input, T* output) {
  const shape inner{s.over.height ? s.input.height : 1, s.over.width ? s.input.width : 1,
                    s.over.channels ? s.input.channels : 1};
  for (int y = 0; y < s.output.height; ++y) {
    for (int x = 0; x < s.output.width; ++x) {
      for (int c = 0; c < s.output.channels; ++c) {
        const T* const first = input + s.input.index(y, x, c);
        accumulator_t<T> acc = s.sums() ? accumulator_t<T>{0} : accumulator_t<T>{*first};
        for (int iy = 0; iy < inner.height; ++iy) {
          for (int ix = 0; ix < inner.width; ++ix) {
            for (int ic = 0; ic < inner.channels; ++ic) {
              const accumulator_t<T> q = first[s.input.index(iy, ix, ic)];
              if (s.sums()) {
                acc += q - input_zero(s.numerics);
              } else if (s.what == reduction::maximum ? q > acc : q < acc) {
                acc = q;
              }
            }
          }
        }
        *output++ = detail::finish(s, acc);
      }
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::reduce_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
