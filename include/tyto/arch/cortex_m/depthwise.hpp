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

  // Whether run_narrow() serves all rows.
  static constexpr bool all_narrow = narrow_row::serves && s.window.pad.top <= 1 &&
                                     s.window.pad.bottom <= 1 && s.window.size.height > 1 &&
                                     s.window.size.height <= s.input.height;

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
      all_narrow ? 0
                 : std::int64_t{row::columns * row::pairs} * std::int64_t{sizeof(cortex_m::word)};

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    constexpr auto zero = static_cast<std::int8_t>(s.numerics.input_zero_point);
    auto* const columns = reinterpret_cast<cortex_m::word*>(scratch);
    if constexpr (!all_narrow) row::pad(columns, zero);
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      const int top = y * s.window.stride.height - s.window.pad.top;
      std::int8_t* to = output + y * s.output.row_elements();
      const auto* filter = filters.data();
      if constexpr (narrow_row::serves) {
        if (run_narrow(input, top, filter, to)) return;
      }
      if constexpr (!all_narrow) {
        for (int c = 0; c < s.input.channels; ++c) {
          row::gather(input + c, top, zero, columns);
          for (int f = 0; f < s.depth_multiplier(); ++f)
            row::run(columns, *filter++, to++);
        }
      }
    });
  }

 private:
  // A narrow row of the window whose first row is `top`, if no more than one of its rows is
  // outside, as of windows of three; code for more would take flash.
  static bool run_narrow(const std::int8_t* input, int top, const typename row::filter* filter,
                         std::int8_t* to) {
    constexpr auto zero = static_cast<std::int8_t>(s.numerics.input_zero_point);
    constexpr int height = s.window.size.height;
    const std::int8_t* const from = input + top * s.input.row_elements();
    const int below = top + height - s.input.height;
    if (top >= 0 && below <= 0) {
      narrow_row::template run<0, height>(from, zero, filter, to);
      return true;
    }
    if constexpr (s.window.pad.top > 0 && height > 1) {
      if (top == -1 && below <= 0) {
        narrow_row::template run<1, height>(from, zero, filter, to);
        return true;
      }
    }
    if constexpr (s.window.pad.bottom > 0 && height > 1) {
      if (top >= 0 && below == 1) {
        narrow_row::template run<0, height - 1>(from, zero, filter, to);
        return true;
      }
    }
    return false;
  }
};

}  // namespace tyto
