// SPDX-License-Identifier: Apache-2.0
// Maximum over a window, int8.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/cortex_m/window_pool.hpp"
#include "tyto/ops/max_pool.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept max_pool_int8 =
    ops::max_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::max_pool_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    cortex_m::for_each_window<Layer, Order>(input, output, pool{});
  }

 private:
  struct pool {
    static void four(auto pixels, int /*area*/, std::int8_t* to) {
      cortex_m::word largest = 0x80808080;  // four times -128
      pixels([&](const std::int8_t* from) {
        largest = cortex_m::max8(largest, cortex_m::load(from));
      });
      for (int i = 0; i < 4; ++i)
        to[i] = clamp(static_cast<std::int8_t>(largest >> (8 * i)), s.output_min, s.output_max);
    }
    static void one(auto pixels, int /*area*/, std::int8_t* to) {
      std::int8_t largest = -128;
      pixels([&](const std::int8_t* from) { largest = *from > largest ? *from : largest; });
      *to = clamp(largest, s.output_min, s.output_max);
    }
  };
};

}  // namespace tyto
