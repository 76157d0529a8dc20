// SPDX-License-Identifier: Apache-2.0
// Sum of two int8 tensors of different scales, eight elements at a time.
#pragma once

#include <arm_neon.h>

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/arithmetic.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::neon {

// (The other rounding has products of 64 bits; the definition does as well.)
template <class Layer>
concept add_int8 = ops::add_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
                   Layer::spec.rounding == rounding::two_step;

}  // namespace tyto::neon

namespace tyto {

template <neon::add_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* a, const std::int8_t* b, std::int8_t* output) {
    neon::combine_line<s.output.elements(), true, true>(
        a, b, output, [](int8x8_t x, int8x8_t y) __attribute__((always_inline)) {
          return neon::arithmetic<Layer>::sum(x, y);
        });
  }
};

}  // namespace tyto
