// SPDX-License-Identifier: Apache-2.0
// Rescaling: a table of the 256 values an element can have.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/core/arch.hpp"
#include "tyto/ops/lookup_table.hpp"
#include "tyto/ops/rescale.hpp"

namespace tyto::tables {

template <class Layer>
concept rescale_int8 =
    ops::rescale_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::tables

namespace tyto {

template <tables::rescale_int8 Layer>
struct kernel<Layer, arch::tables> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `input`.
  template <row_order = row_order::top_down>
  static constexpr void run(const std::int8_t* input, std::int8_t* output) {
    for (int i = 0; i < s.output.elements(); ++i)
      output[i] = table[static_cast<std::uint8_t>(input[i] + 128)];
  }

 private:
  static constexpr ops::lookup_table table = ops::make_lookup_table(
      [](int q) { return ops::to_output<Layer>(q - s.numerics.input_zero_point, 0); });
};

}  // namespace tyto
