// SPDX-License-Identifier: Apache-2.0
// What a layer of binary arithmetic is, and its multipliers. (ops/binary.hpp is what it does.)
#pragma once

#include <cstdint>
#include <limits>

#include "tyto/core/numerics.hpp"
#include "tyto/ops/add.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

enum class arithmetic : std::uint8_t {
  add,                 // a + b
  subtract,            // a - b
  multiply,            // a * b
  divide,              // a / b, float only
  maximum,             // max(a, b); int8: of one quantisation
  minimum,             // min(a, b); int8: of one quantisation
  squared_difference,  // (a - b)^2
  prelu,               // a for a >= 0, a * b below
};

// Operand 0 is read first and is `input`; operand 1 is `second`, another layer's output or
// Layer::operand, T[second.elements()]. a and b are operands 0 and 1, or 1 and 0 if `swapped`.
// (This one is of integers.)
template <tyto::element T>
struct binary {
  using element = T;
  static constexpr const char* operator_name = "binary";
  static constexpr bool elementwise = true;

  arithmetic what = arithmetic::add;
  shape input;
  shape second;
  shape output;
  int input_count = 2;  // 1: operand 1 is constant
  bool swapped = false;
  int input_zero_point[2] = {};
  // By operand, see the make_ functions: sums and differences scale each first; prelu has [0] where
  // a >= 0.
  multiplier input_multiplier[2] = {};
  int input_shift = 0;  // left shift of (stored - zero_point) before input_multiplier
  multiplier output_multiplier = {};
  int output_zero_point = 0;
  int output_min = std::numeric_limits<T>::min();
  int output_max = std::numeric_limits<T>::max();
  tyto::rounding rounding = tyto::rounding::two_step;

  [[nodiscard]] constexpr shape input_shape(int k) const { return k == 0 ? input : second; }
  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <>
struct binary<float> {
  using element = float;
  static constexpr const char* operator_name = "binary";
  static constexpr bool elementwise = true;

  arithmetic what = arithmetic::add;
  shape input;
  shape second;
  shape output;
  int input_count = 2;
  bool swapped = false;
  float output_min = std::numeric_limits<float>::lowest();
  float output_max = std::numeric_limits<float>::max();

  [[nodiscard]] constexpr shape input_shape(int k) const { return k == 0 ? input : second; }
  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

// Fills in the multipliers, shift and zero points of `s`, whose operands have the quantisations `a`
// and `b` (operands 0 and 1) and whose output has `out`.
template <quantized_element T = std::int8_t>
constexpr binary<T> with_scales(binary<T> s, quantization a, quantization b, quantization out) {
  s.input_zero_point[0] = a.zero_point;
  s.input_zero_point[1] = b.zero_point;
  s.output_zero_point = out.zero_point;
  const float larger = a.scale > b.scale ? a.scale : b.scale;
  switch (s.what) {
    case arithmetic::add: {
      const auto sum = make_add<T>(s.output, a, b, out);
      s.input_shift = sum.input_shift;
      s.input_multiplier[0] = sum.input_multiplier[0];
      s.input_multiplier[1] = sum.input_multiplier[1];
      s.output_multiplier = sum.output_multiplier;
      break;
    }
    case arithmetic::subtract: {
      // As for a sum, but the reference divides in float.
      const float twice_larger = 2.0F * larger;
      s.input_shift = add<T>::input_shift;
      s.input_multiplier[0] = make_multiplier(static_cast<double>(a.scale / twice_larger));
      s.input_multiplier[1] = make_multiplier(static_cast<double>(b.scale / twice_larger));
      s.output_multiplier = make_multiplier(
          static_cast<double>(twice_larger / (static_cast<float>(1 << s.input_shift) * out.scale)));
      break;
    }
    case arithmetic::squared_difference: {
      const double twice_larger = 2.0 * static_cast<double>(larger);
      s.input_shift = 7;
      s.input_multiplier[0] = make_multiplier(static_cast<double>(a.scale) / twice_larger);
      s.input_multiplier[1] = make_multiplier(static_cast<double>(b.scale) / twice_larger);
      s.output_multiplier = make_multiplier(
          twice_larger * twice_larger /
          static_cast<double>(static_cast<float>(1 << (2 * s.input_shift)) * out.scale));
      break;
    }
    case arithmetic::multiply:
      s.output_multiplier =
          make_multiplier(static_cast<double>(a.scale) * static_cast<double>(b.scale) /
                          static_cast<double>(out.scale));
      break;
    case arithmetic::prelu: {
      const quantization x = s.swapped ? b : a;
      s.input_multiplier[0] =
          make_multiplier(static_cast<double>(x.scale) / static_cast<double>(out.scale));
      s.output_multiplier =
          make_multiplier(static_cast<double>(a.scale) * static_cast<double>(b.scale) /
                          static_cast<double>(out.scale));
      break;
    }
    case arithmetic::divide:
    case arithmetic::maximum:
    case arithmetic::minimum:
      break;
  }
  return s;
}

template <class Layer>
concept binary_layer = detail::has_spec<Layer, binary>;

}  // namespace tyto::ops
