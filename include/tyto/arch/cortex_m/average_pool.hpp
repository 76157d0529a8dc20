// SPDX-License-Identifier: Apache-2.0
// Average over a window, int8; windows larger than 16-bit sums allow are left to the definition.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/cortex_m/sums.hpp"
#include "tyto/arch/cortex_m/window_pool.hpp"
#include "tyto/ops/average_pool.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept average_pool_int8 =
    ops::average_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.window.size.height* Layer::spec.window.size.width <= most_summed_pixels;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::average_pool_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    cortex_m::for_each_window<Layer, Order>(input, output, pool{});
  }

 private:
  static std::int8_t mean_of(std::int32_t sum, int area) {
    return static_cast<std::int8_t>(
        clamp<std::int32_t>(ops::average(sum, area), s.output_min, s.output_max));
  }

  struct pool {
    static void four(auto pixels, int area, std::int8_t* to) {
      cortex_m::channel_sums sums;
      pixels([&](const std::int8_t* from) { sums.add(cortex_m::load(from)); });
      for (int i = 0; i < 4; ++i)
        to[i] = mean_of(sums[i], area);
    }
    static void one(auto pixels, int area, std::int8_t* to) {
      std::int32_t sum = 0;
      pixels([&](const std::int8_t* from) { sum += *from; });
      *to = mean_of(sum, area);
    }
  };
};

}  // namespace tyto
