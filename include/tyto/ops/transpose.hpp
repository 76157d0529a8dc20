// SPDX-License-Identifier: Apache-2.0
// Axes in another order.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/concatenate.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Axis i of the output is axis order[i] of the input.
template <tyto::element T>
struct transpose {
  using element = T;
  static constexpr const char* operator_name = "transpose";

  shape input;
  shape output;
  axis order[3] = {axis::height, axis::width, axis::channels};

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept transpose_layer = detail::has_spec<Layer, transpose>;

namespace checks {

template <class Layer, bool Each>
struct order_is_whole {
  static_assert(Each,
                "tyto: a transpose's `order` does not name each axis once; cure: height, width and "
                "channels in the order of the output");
  static constexpr bool ok = Each;
};

}  // namespace checks

template <transpose_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool each =
      s.order[0] != s.order[1] && s.order[1] != s.order[2] && s.order[0] != s.order[2];
  static constexpr bool value =
      checks::order_is_whole<Layer, each>::ok &&
      checks::output_is<Layer, extent_along(s.input, s.order[0]), extent_along(s.input, s.order[1]),
                        extent_along(s.input, s.order[2])>();
};

// out[i0][i1][i2] = in at index i0 along order[0], i1 along order[1], i2 along order[2].
template <tyto::element T>
constexpr void apply(const transpose<T>& s, const T* input, T* output) {
  const auto step = [&](int i) {
    return s.order[i] == axis::height  ? s.input.row_elements()
           : s.order[i] == axis::width ? s.input.channels
                                       : 1;
  };
  for (int y = 0; y < s.output.height; ++y) {
    for (int x = 0; x < s.output.width; ++x) {
      for (int c = 0; c < s.output.channels; ++c)
        *output++ = input[y * step(0) + x * step(1) + c * step(2)];
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::transpose_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
