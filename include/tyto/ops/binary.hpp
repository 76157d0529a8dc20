// SPDX-License-Identifier: Apache-2.0
// Arithmetic of two tensors, or of a tensor and a constant; an operand's extents of 1 are repeated
// to the other's. (ops/add.hpp is the sum of two tensors of one shape.)
#pragma once

#include <limits>

#include "tyto/ops/binary_spec.hpp"
#include "tyto/ops/broadcast.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/overflow_checks.hpp"

namespace tyto::ops {

namespace checks {

template <class Layer, int Got, int Needed>
struct operand_size {
  static_assert(Got == Needed,
                "tyto: a layer's `operand` array has Got elements, its spec.second needs Needed; "
                "cure: one value an element of spec.second");
  static constexpr bool ok = Got == Needed;
};

template <class Layer, class First, class Second, class Output, bool Fit>
struct operands_broadcast {
  static_assert(Fit,
                "tyto: a layer's operands First and Second (height, width, channels) do not make "
                "its Output; cure: extents that are equal or 1, the output's the larger ones");
  static constexpr bool ok = Fit;
};

template <class Layer, bool Known>
struct int8_arithmetic {
  static_assert(Known,
                "tyto: an int8 division, or one of int16, a squared difference or a PReLU, has no "
                "kernel; cure: dequantize, compute in float");
  static constexpr bool ok = Known;
};

// Largest |x| of operand K as the sum or difference takes it.
template <class Layer, int K>
constexpr std::int64_t scaled_operand() {
  constexpr auto& s = Layer::spec;
  return requantize<s.rounding>(static_cast<std::int32_t>(largest_term<Layer, K>()),
                                s.input_multiplier[K]);
}

// Largest |x| that the output multiplier of an int8 layer scales.
template <class Layer>
constexpr std::int64_t largest_result() {
  constexpr auto& s = Layer::spec;
  if constexpr (s.what == arithmetic::add || s.what == arithmetic::subtract) {
    return scaled_operand<Layer, 0>() + scaled_operand<Layer, 1>();
  } else if constexpr (s.what == arithmetic::squared_difference) {
    constexpr std::int64_t difference = scaled_operand<Layer, 0>() + scaled_operand<Layer, 1>();
    return difference * difference;
  } else {
    using T = element_of<Layer>;
    return largest_input<T>(s.input_zero_point[0]) * largest_input<T>(s.input_zero_point[1]);
  }
}

template <class Layer>
constexpr bool integer_operands() {
  constexpr auto& s = Layer::spec;
  constexpr bool narrow = std::is_same_v<element_of<Layer>, std::int8_t>;
  bool ok = int8_arithmetic < Layer,
       s.what != arithmetic::divide && (narrow || (s.what != arithmetic::squared_difference &&
                                                   s.what != arithmetic::prelu)) > ::ok;
  ok &=
      stored_range<Layer, s.output_min, s.output_max, s.input_zero_point[0], s.output_zero_point>();
  ok &=
      stored_range<Layer, s.output_min, s.output_max, s.input_zero_point[1], s.output_zero_point>();
  if constexpr (s.what == arithmetic::add || s.what == arithmetic::subtract ||
                s.what == arithmetic::squared_difference) {
    ok &= adds_input<Layer, 0>() && adds_input<Layer, 1>();
  }
  if constexpr (s.what == arithmetic::prelu) {
    constexpr multiplier m = s.input_multiplier[0];
    ok &= multiplier_range<Layer, 0, m.mantissa, m.exponent>::ok &&
          sum_fits<Layer, largest_input(s.input_zero_point[s.swapped ? 1 : 0]),
                   largest_accumulator(m.exponent)>::ok;
  }
  if constexpr (s.what != arithmetic::maximum && s.what != arithmetic::minimum) {
    constexpr multiplier m = s.output_multiplier;
    ok &= multiplier_range<Layer, 2, m.mantissa, m.exponent>::ok &&
          sum_fits<Layer, largest_result<Layer>(), largest_accumulator(m.exponent)>::ok;
  }
  return ok;
}

template <class Layer>
constexpr bool operands() {
  constexpr auto& s = Layer::spec;
  constexpr auto larger = [](int a, int b) { return a > b ? a : b; };
  constexpr shape whole{larger(s.input.height, s.second.height),
                        larger(s.input.width, s.second.width),
                        larger(s.input.channels, s.second.channels)};
  bool ok = operands_broadcast < Layer, dims<s.input.height, s.input.width, s.input.channels>,
       dims<s.second.height, s.second.width, s.second.channels>,
       dims<s.output.height, s.output.width, s.output.channels>,
       positive(s.input) && positive(s.second) && s.output == whole &&
           broadcasts_to(s.input, whole) && broadcasts_to(s.second, whole) > ::ok;
  if constexpr (s.input_count == 1) {
    ok &= operand_size<Layer, array_size<decltype(Layer::operand)>, s.second.elements()>::ok;
  }
  if constexpr (std::is_same_v<element_of<Layer>, float>) {
    return ok && ordered<Layer>();
  } else {
    return ok && integer_operands<Layer>();
  }
}

}  // namespace checks

template <binary_layer Layer>
struct checked<Layer> {
  static constexpr bool value = checks::operands<Layer>();
};

namespace detail {

// Operand k's stored value, brought to the common scale of a sum or difference.
template <quantized_element T>
constexpr std::int32_t common(const binary<T>& s, int k, T q) {
  return requantize((q - s.input_zero_point[k]) * (1 << s.input_shift), s.input_multiplier[k],
                    s.rounding);
}

}  // namespace detail

// One element of the output from one of each operand.
template <quantized_element T>
constexpr T value_of(const binary<T>& s, std::type_identity_t<T> first,
                     std::type_identity_t<T> second) {
  const auto finish = [&](std::int32_t x, multiplier m) {
    return clamp<std::int32_t>(requantize(x, m, s.rounding) + s.output_zero_point, s.output_min,
                               s.output_max);
  };
  const std::int32_t x = first - s.input_zero_point[0];
  const std::int32_t y = second - s.input_zero_point[1];
  std::int32_t result = 0;
  switch (s.what) {
    case arithmetic::add:
      result =
          finish(detail::common(s, 0, first) + detail::common(s, 1, second), s.output_multiplier);
      break;
    case arithmetic::subtract: {
      const std::int32_t difference = detail::common(s, 0, first) - detail::common(s, 1, second);
      result = finish(s.swapped ? -difference : difference, s.output_multiplier);
      break;
    }
    case arithmetic::squared_difference: {
      const std::int32_t difference = detail::common(s, 0, first) - detail::common(s, 1, second);
      result = finish(difference * difference, s.output_multiplier);
      break;
    }
    case arithmetic::multiply:
      result = finish(x * y, s.output_multiplier);
      break;
    case arithmetic::prelu: {
      const std::int32_t signal = s.swapped ? y : x;
      result =
          signal >= 0 ? finish(signal, s.input_multiplier[0]) : finish(x * y, s.output_multiplier);
      break;
    }
    case arithmetic::maximum:
      result = clamp<std::int32_t>(first > second ? first : second, s.output_min, s.output_max);
      break;
    case arithmetic::minimum:
      result = clamp<std::int32_t>(first < second ? first : second, s.output_min, s.output_max);
      break;
    case arithmetic::divide:  // does not compile, see checks::int8_arithmetic
      break;
  }
  return static_cast<T>(result);
}

constexpr float value_of(const binary<float>& s, float first, float second) {
  const float a = s.swapped ? second : first;
  const float b = s.swapped ? first : second;
  const auto compute = [&] {
    switch (s.what) {
      case arithmetic::add:
        return a + b;
      case arithmetic::subtract:
        return a - b;
      case arithmetic::multiply:
        return a * b;
      case arithmetic::divide:
        return a / b;
      case arithmetic::maximum:
        return a > b ? a : b;
      case arithmetic::minimum:
        return a < b ? a : b;
      case arithmetic::squared_difference:
        return (a - b) * (a - b);
      case arithmetic::prelu:
        return a >= 0.0F ? a : a * b;
    }
    return a;
  };
  return clamp(compute(), s.output_min, s.output_max);
}

// out[y][x][c] = clamp(f(first, second)) of the operands' elements at (y, x, c), repeated where
// their extent is 1. `output` may be an operand of the output's shape.
template <tyto::element T>
constexpr void apply(const binary<T>& s, const T* first, const T* second, T* output) {
  const element_steps a = broadcast_steps(s.input);
  const element_steps b = broadcast_steps(s.second);
  for (int y = 0; y < s.output.height; ++y) {
    for (int x = 0; x < s.output.width; ++x) {
      for (int c = 0; c < s.output.channels; ++c)
        *output++ = value_of(s, first[a.at(y, x, c)], second[b.at(y, x, c)]);
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::binary_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);
  using T = ops::element_of<Layer>;

  template <row_order = row_order::top_down>
  static constexpr void run(const T* first, const T* second, T* output) {
    ops::apply(Layer::spec, first, second, output);
  }

  // With a constant operand.
  template <row_order Order = row_order::top_down>
  static constexpr void run(const T* first, T* output) {
    ops::apply<T>(Layer::spec, first, Layer::operand, output);
  }
};

}  // namespace tyto
