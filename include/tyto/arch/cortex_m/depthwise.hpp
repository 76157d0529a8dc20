// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution, int8, any window: row by row, channel by channel.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/depthwise_filter.hpp"
#include "tyto/arch/cortex_m/depthwise_narrow_row.hpp"
#include "tyto/arch/cortex_m/depthwise_row.hpp"
#include "tyto/arch/cortex_m/store.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::cortex_m {

template <class Layer>
concept depthwise_int8 =
    ops::depthwise_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

}  // namespace tyto::cortex_m

namespace tyto {

template <cortex_m::depthwise_int8 Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  static constexpr cortex_m::store_rule rule = cortex_m::store_rule_of<Layer, s.taps()>();
  using row = cortex_m::depthwise_row<s.input, s.output, s.window, rule>;
  using narrow_row = cortex_m::depthwise_narrow_row<s.input, s.output, s.window, rule>;

  static constexpr auto filters = [] {
    std::array<typename row::filter, std::size_t{s.output.channels}> all{};
    for (int c = 0; c < s.output.channels; ++c) {
      auto& f = all[static_cast<std::size_t>(c)];
      std::int32_t sum = 0;
      for (int t = 0; t < s.taps(); ++t) {
        const std::int8_t w = Layer::weights[t * s.output.channels + c];
        f.set(t / s.window.size.width, t % s.window.size.width, w);
        sum += w;
      }
      f.constants = cortex_m::channel_of<Layer, rule>(c, sum);
    }
    return all;
  }();

 public:
  static constexpr std::int64_t scratch_bytes =
      std::int64_t{row::columns * row::pairs} * std::int64_t{sizeof(cortex_m::word)};

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    constexpr auto zero = static_cast<std::int8_t>(s.numerics.input_zero_point);
    auto* const columns = reinterpret_cast<cortex_m::word*>(scratch);
    row::pad(columns, zero);
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const int top = y * s.window.stride.height - s.window.pad.top;
      std::int8_t* to = output + y * s.output.row_elements();
      const auto* filter = filters.data();
      if constexpr (narrow_row::serves) {
        if (top >= 0 && top + s.window.size.height <= s.input.height) {
          narrow_row::run(input + top * s.input.row_elements(), zero, filter, to);
          return;
        }
      }
      for (int c = 0; c < s.input.channels; ++c) {
        row::gather(input + c, top, zero, columns);
        for (int f = 0; f < s.depth_multiplier(); ++f)
          row::run(columns, *filter++, to++);
      }
    });
  }
};

}  // namespace tyto
