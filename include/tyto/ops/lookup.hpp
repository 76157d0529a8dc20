// SPDX-License-Identifier: Apache-2.0
// Any function of one stored int8 value: logistic, tanh, hard-swish, leaky ReLU, a sum with a
// scalar. There are 256 arguments, so the function is its table; ops/lookup_table.hpp makes them.
#pragma once

#include <array>

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Layer::table  std::int8_t[256]; the value of stored q is table[q + 128].
struct lookup {
  using element = std::int8_t;
  static constexpr const char* operator_name = "lookup";
  static constexpr bool elementwise = true;
  static constexpr int table_size = 256;

  shape input;
  shape output;
  int output_zero_point = 0;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept lookup_layer = std::is_same_v<spec_of<Layer>, lookup>;

namespace checks {

template <class Layer, int Got, int Needed>
struct table_size {
  static_assert(Got == Needed,
                "tyto: a lookup's `table` has Got elements, needed are Needed; cure: one value for "
                "each stored int8, that of -128 first");
  static constexpr bool ok = Got == Needed;
};

}  // namespace checks

template <lookup_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::keeps_shape<Layer>() &&
      checks::table_size<Layer, array_size<decltype(Layer::table)>, lookup::table_size>::ok &&
      checks::int8_range<Layer, -128, 127, 0, s.output_zero_point>::ok;
};

// out[i] = table[in[i] + 128]. `output` may be `input`.
constexpr void apply(const lookup& s, const std::int8_t* table, const std::int8_t* input,
                     std::int8_t* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = table[input[i] + 128];
}

}  // namespace tyto::ops

namespace tyto {

template <ops::lookup_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);

  template <row_order = row_order::top_down>
  static constexpr void run(const std::int8_t* input, std::int8_t* output) {
    ops::apply(Layer::spec, Layer::table, input, output);
  }
};

}  // namespace tyto
