// SPDX-License-Identifier: Apache-2.0
// Sum, difference, product, maximum and minimum of two int8 tensors, or of a tensor and a constant,
// one of which may be repeated: eight channels at a time.
#pragma once

#include <arm_neon.h>

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/arithmetic.hpp"
#include "tyto/ops/binary.hpp"

namespace tyto::neon {

constexpr bool has_binary_kernel(ops::arithmetic what) {
  return what != ops::arithmetic::squared_difference && what != ops::arithmetic::prelu &&
         what != ops::arithmetic::divide;
}

// (The other rounding has products of 64 bits; the definition does as well.)
template <class Layer>
concept binary_int8 = ops::binary_layer<Layer> &&
                      std::same_as<ops::element_of<Layer>, std::int8_t> &&
                      (has_binary_kernel(Layer::spec.what)) &&
                      Layer::spec.rounding == rounding::two_step;

}  // namespace tyto::neon

namespace tyto {

template <neon::binary_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be an operand of the output's shape.
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* first, const std::int8_t* second, std::int8_t* output) {
    // Side by side as they are, or one of them a single value: one long line.
    if constexpr ((s.input == s.output || s.input.elements() == 1) &&
                  (s.second == s.output || s.second.elements() == 1)) {
      run_line<s.output.elements(), (s.input.elements() > 1), (s.second.elements() > 1)>(
          first, second, output);
    } else {
      constexpr ops::element_steps a = ops::broadcast_steps(s.input);
      constexpr ops::element_steps b = ops::broadcast_steps(s.second);
      for (int y = 0; y < s.output.height; ++y) {
        for (int x = 0; x < s.output.width; ++x, output += s.output.channels) {
          run_line<s.output.channels, (a.c > 0), (b.c > 0)>(first + a.at(y, x, 0),
                                                            second + b.at(y, x, 0), output);
        }
      }
    }
  }

  // With a constant operand.
  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* first, std::int8_t* output) {
    run<Order>(first, Layer::operand, output);
  }

 private:
  using arithmetic = neon::arithmetic<Layer>;

  [[gnu::always_inline]] static inline int8x8_t value(int8x8_t a, int8x8_t b) {
    if constexpr (s.what == ops::arithmetic::maximum) {
      return arithmetic::maximum(a, b);
    } else if constexpr (s.what == ops::arithmetic::minimum) {
      return arithmetic::minimum(a, b);
    } else if constexpr (s.what == ops::arithmetic::multiply) {
      return arithmetic::product(a, b);
    } else if constexpr (s.what == ops::arithmetic::add) {
      return arithmetic::sum(a, b);
    } else {
      return arithmetic::template difference<s.swapped>(a, b);
    }
  }

  template <int Count, bool FirstMoves, bool SecondMoves>
  [[gnu::always_inline]] static inline void run_line(const std::int8_t* first,
                                                     const std::int8_t* second,
                                                     std::int8_t* output) {
    neon::combine_line<Count, FirstMoves, SecondMoves>(
        first, second, output,
        [](int8x8_t x, int8x8_t y) __attribute__((always_inline)) { return value(x, y); });
  }
};

}  // namespace tyto
