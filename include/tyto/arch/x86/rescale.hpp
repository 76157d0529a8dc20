// SPDX-License-Identifier: Apache-2.0
// Rescaling on x86: a table of the 256 values an element can have. Plain C++, so that every ISA
// inherits it from arch::avx2.
#pragma once

#include <array>
#include <cstdint>

#include "tyto/arch/x86/channel_order.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/ops/rescale.hpp"

namespace tyto {

template <ops::rescale_layer Layer>
struct kernel<Layer, arch::avx2> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `input`.
  template <row_order = row_order::top_down>
  static constexpr void run(const std::int8_t* input, std::int8_t* output) {
    for (int i = 0; i < s.output.elements(); ++i)
      output[i] = table[x86::count(input[i] + 128)];
  }

 private:
  // Of the stored value - 128.
  static constexpr std::array<std::int8_t, 256> table = [] {
    std::array<std::int8_t, 256> all{};
    for (int i = 0; i < 256; ++i) {
      all[x86::count(i)] = ops::store<Layer>(i - 128 - s.numerics.input_zero_point, 0);
    }
    return all;
  }();
};

}  // namespace tyto
