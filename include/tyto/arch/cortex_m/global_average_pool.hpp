// SPDX-License-Identifier: Apache-2.0
// Average of each channel over the whole image, int8; images larger than 16-bit sums allow are left
// to the definition.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/cortex_m/sums.hpp"
#include "tyto/ops/global_average_pool.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept global_average_pool_int8 =
    ops::global_average_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.input.height* Layer::spec.input.width <= most_summed_pixels;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::global_average_pool_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    constexpr int quads = s.input.channels / 4 * 4;
    for (int c = 0; c < quads; c += 4) {
      cortex_m::channel_sums sums;
      for (int p = 0; p < pixels; ++p)
        sums.add(cortex_m::load(input + p * s.input.channels + c));
      for (int i = 0; i < 4; ++i)
        output[c + i] = mean_of(sums[i]);
    }
    for (int c = quads; c < s.input.channels; ++c) {
      std::int32_t sum = 0;
      for (int p = 0; p < pixels; ++p)
        sum += input[p * s.input.channels + c];
      output[c] = mean_of(sum);
    }
  }

 private:
  static constexpr int pixels = s.input.height * s.input.width;

  static std::int8_t mean_of(std::int32_t sum) {
    return static_cast<std::int8_t>(
        clamp<std::int32_t>(ops::average(sum, pixels), s.output_min, s.output_max));
  }
};

}  // namespace tyto
