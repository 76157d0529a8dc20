// SPDX-License-Identifier: Apache-2.0
// Average of each channel over the whole image: an average pool whose window is its input.
#pragma once

#include <limits>

#include "tyto/ops/average_pool.hpp"

namespace tyto::ops {

// Input and output share scale and zero point.
template <tyto::element T>
struct global_average_pool {
  using element = T;
  static constexpr const char* operator_name = "global_average_pool";

  shape input;
  shape output;  // {1, 1, channels}
  T output_min = std::numeric_limits<T>::lowest();
  T output_max = std::numeric_limits<T>::max();

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept global_average_pool_layer = detail::has_spec<Layer, global_average_pool>;

template <global_average_pool_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value =
      checks::output_is<Layer, 1, 1, s.input.channels>() && checks::ordered<Layer>() &&
      checks::averages<Layer, std::int64_t{s.input.height} * s.input.width>();
};

// out[c] = clamp(average of in[y][x][c] over all y, x). (Sum: what the elements are added up in.)
template <row_order = row_order::top_down, tyto::element T, class Sum = accumulator_t<T>>
[[gnu::always_inline]] constexpr void apply(const global_average_pool<T>& s, const T* input,
                                            T* output, Sum zero = {}) {
  const int pixels = s.input.height * s.input.width;
  for (int c = 0; c < s.input.channels; ++c) {
    Sum sum = zero;
    for (int pixel = 0; pixel < pixels; ++pixel)
      sum += input[pixel * s.input.channels + c];
    output[c] = static_cast<T>(clamp<Sum>(average(sum, pixels), s.output_min, s.output_max));
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::global_average_pool_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
