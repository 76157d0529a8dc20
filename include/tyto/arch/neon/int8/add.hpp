// SPDX-License-Identifier: Apache-2.0
// Sum of two int8 tensors of different scales, eight elements at a time.
#pragma once

#include <arm_neon.h>

#include <concepts>
#include <cstdint>

#include "tyto/arch/neon/int8/arithmetic.hpp"
#include "tyto/arch/neon/primitives.hpp"
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
  using arithmetic = neon::arithmetic<Layer>;

  // `output` may be `a` or `b`.
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* a, const std::int8_t* b, std::int8_t* output) {
    constexpr int elements = s.output.elements();
    int i = 0;
    for (; i + 8 <= elements; i += 8)
      vst1_s8(output + i, arithmetic::sum(vld1_s8(a + i), vld1_s8(b + i)));
    if constexpr (elements % 8 != 0) {
      constexpr int rest = elements % 8;
      neon::store_first<rest>(output + i, arithmetic::sum(neon::load_first<rest>(a + i),
                                                          neon::load_first<rest>(b + i)));
    }
  }
};

}  // namespace tyto
