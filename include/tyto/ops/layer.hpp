// SPDX-License-Identifier: Apache-2.0
// What the operators share: how a layer is written, and the last step of every accumulator.
//
// A layer is a type, a compile-time description of one operator of a network:
//
//   struct conv_1 {
//     static constexpr const char* name = "conv_1";
//     using inputs = tyto::graph::from<input>;              // the layers it reads
//     static constexpr tyto::ops::conv2d<std::int8_t> spec{...};
//     static constexpr std::int8_t weights[] = {...};       // canonical order of the operator
//     static constexpr std::int32_t bias[] = {...};
//     static constexpr std::int32_t mantissa[] = {...};     // requantise multipliers: one for the
//     static constexpr std::int8_t exponent[] = {...};      // layer or one an output channel
//   };
//
// float layers have float weights and bias and no multipliers. int16 layers have int8 weights and a
// bias of int64 or int32, which is the type of their sums.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tyto/core/arch.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::ops {

template <class Layer>
using spec_of = std::remove_cvref_t<decltype(Layer::spec)>;

// Type of the elements a layer writes, and reads where the spec names no other `input_element`.
template <class Layer>
using element_of = typename spec_of<Layer>::element;

namespace detail {

template <class Spec>
struct input_element {
  using type = typename Spec::element;
};
template <class Spec>
requires requires {
  typename Spec::input_element;
}
struct input_element<Spec> {
  using type = typename Spec::input_element;
};

}  // namespace detail

template <class Layer>
using input_element_of = typename detail::input_element<spec_of<Layer>>::type;

namespace detail {

template <class Got, template <class> class Spec>
inline constexpr bool is_a = false;
template <class T, template <class> class Spec>
inline constexpr bool is_a<Spec<T>, Spec> = true;

template <class Layer, template <class> class Spec>
inline constexpr bool has_spec = is_a<spec_of<Layer>, Spec>;

}  // namespace detail

// Elements of a constant array member.
template <class Array>
inline constexpr int array_size = static_cast<int>(std::extent_v<std::remove_cvref_t<Array>>);

// The requantise multiplier of output channel `channel` of an int8 layer.
template <class Layer>
constexpr multiplier multiplier_of(int channel) {
  const int i = array_size<decltype(Layer::mantissa)> == 1 ? 0 : channel;
  return {Layer::mantissa[i], Layer::exponent[i]};
}

// An accumulator as it is stored: scaled by `m` (integers), shifted to the output's zero point,
// clamped.
template <quantized_element T>
constexpr T to_output(const numerics<T>& n, multiplier m, std::int32_t acc) {
  const std::int32_t scaled = requantize(acc, m, n.rounding) + n.output_zero_point;
  return static_cast<T>(clamp<std::int32_t>(scaled, n.output_min, n.output_max));
}
constexpr std::int16_t to_output(const numerics<std::int16_t>& n, multiplier m, std::int64_t acc) {
  const std::int32_t scaled = requantize_wide(acc, m);
  return static_cast<std::int16_t>(clamp<std::int32_t>(scaled, n.output_min, n.output_max));
}
constexpr float to_output(const numerics<float>& n, float acc) {
  return clamp(acc, n.output_min, n.output_max);
}

namespace detail {

template <class Layer>
struct sum {
  using type = accumulator_t<element_of<Layer>>;
};
template <class Layer>
requires requires {
  Layer::bias[0];
}
struct sum<Layer> {
  using type = std::remove_cvref_t<decltype(Layer::bias[0])>;
};

}  // namespace detail

// Type of Layer's accumulators: that of its bias, if it has one.
template <class Layer>
using accumulator_of = typename detail::sum<Layer>::type;

// That of Layer's output channel `channel`.
template <class Layer>
constexpr element_of<Layer> to_output(accumulator_of<Layer> acc, int channel) {
  if constexpr (std::is_same_v<element_of<Layer>, float>) {
    return to_output(Layer::spec.numerics, acc);
  } else {
    return to_output(Layer::spec.numerics, multiplier_of<Layer>(channel), acc);
  }
}

// The last step as the definitions, apply(), take it: a type of accumulators, and what makes an
// output of one. (Others may add up in a wider type.)
template <class Layer>
struct output_stage {
  using sum = accumulator_of<Layer>;
  constexpr element_of<Layer> operator()(sum acc, int channel) const {
    return to_output<Layer>(acc, channel);
  }
};

// Specialised by each operator's header: a complete type whose static_asserts hold, or no
// compilation. Kernels of every ISA and the graph ask `checked<Layer>::value`.
template <class Layer>
struct checked;

// The scalar kernel of an operator that its spec and its inputs define: apply(spec, input...,
// output).
template <class Layer>
struct kernel_by_spec {
  static_assert(checked<Layer>::value);

  template <row_order Order = row_order::top_down, class... Pointers>
  static constexpr void run(Pointers... inputs_then_output) {
    if constexpr (requires { apply<Order>(Layer::spec, inputs_then_output...); }) {
      apply<Order>(Layer::spec, inputs_then_output...);
    } else {
      apply(Layer::spec, inputs_then_output...);
    }
  }
};

// What a float layer clamps its output to, and which of the two bounds it has.
template <class Layer>
struct float_range {
 private:
  static constexpr auto& holder() {
    if constexpr (requires { Layer::spec.numerics; }) {
      return Layer::spec.numerics;
    } else {
      return Layer::spec;
    }
  }

 public:
  static constexpr float min = holder().output_min;
  static constexpr float max = holder().output_max;
  static constexpr bool has_min = min > std::numeric_limits<float>::lowest();
  static constexpr bool has_max = max < std::numeric_limits<float>::max();
};

// Row number `i` of `height` in the order the memory plan chose; and f(y) for every row.
template <row_order Order>
constexpr int row_at(int i, int height) {
  return Order == row_order::top_down ? i : height - 1 - i;
}
template <row_order Order, class F>
constexpr void for_each_row(int height, F&& f) {
  for (int row = 0; row < height; ++row) {
    f(row_at<Order>(row, height));
  }
}

}  // namespace tyto::ops
