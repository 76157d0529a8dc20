// SPDX-License-Identifier: Apache-2.0
// A row of a depthwise layer where it is narrow and the window low: nothing but registers between
// input and output.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "tyto/arch/cortex_m/depthwise_filter.hpp"
#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/arch/cortex_m/store.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::cortex_m {

// Each column of the input is read once, and added to every window that has it: with windows next
// to each other there are as many sums on the way as the window has columns.
template <shape Input, shape Output, window Window, store_rule Rule>
struct depthwise_narrow_row {
  using filter = depthwise_filter<Window>;

  // Whether it serves: all is unrolled, and the filter is to stay in registers.
  static constexpr bool serves = Input.width + Window.pad.left + Window.pad.right <= 12 &&
                                 Window.size.width * filter::pairs_a_column <= 8;

  // A row of output, all channels; `input` is its window's first row. Rows Begin to End - 1 of the
  // window are there.
  template <int Begin, int End>
  [[gnu::noinline]] static void run(const std::int8_t* input, std::int8_t zero,
                                    const filter* filters, std::int8_t* output) {
    const word zeros = pkhbt(zero, zero);
    for (int c = 0; c < Input.channels; ++c) {
      for (int f = 0; f < Output.channels / Input.channels; ++f)
        run_channel<Begin, End>(input, zeros, *filters++, output++);
      ++input;
    }
  }

 private:
  static constexpr int pairs = filter::pairs_a_column;

  struct state {
    word weights[std::size_t{Window.size.width * pairs}];
    std::int32_t sums[std::size_t{Output.width}];
  };

  template <int Begin, int End>
  [[gnu::always_inline]] static void run_channel(const std::int8_t* input, word zeros,
                                                 const filter& f, std::int8_t* output) {
    state now;
#pragma GCC unroll 8
    for (int i = 0; i < Window.size.width; ++i) {
#pragma GCC unroll 4
      for (int p = 0; p < pairs; ++p)
        now.weights[i * pairs + p] = f.rows(i, p);
    }
    [&]<int... Column>(std::integer_sequence<int, Column...>) __attribute__((always_inline)) {
      (add_column<Column, Begin, End>(now, input, zeros, f.constants, output), ...);
    }
    (std::make_integer_sequence<int, Input.width + Window.pad.left + Window.pad.right>{});
  }

  // `Column` counts from the padding's first.
  template <int Column, int Begin, int End>
  [[gnu::always_inline]] static void add_column(state& now, const std::int8_t* input, word zeros,
                                                const channel& c, std::int8_t* output) {
    word rows[std::size_t{pairs}];
    [&]<int... Pair>(std::integer_sequence<int, Pair...>) __attribute__((always_inline)) {
      ((rows[Pair] = rows_of<Column - Window.pad.left, Pair, Begin, End>(input, zeros)), ...);
    }
    (std::make_integer_sequence<int, pairs>{});
    [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
      (add_to_window<Column, I>(now, rows, c, output), ...);
    }
    (std::make_integer_sequence<int, Window.size.width>{});
  }

  // Rows 2 Pair and 2 Pair + 1 of an input column; where the window has no such row and a weight of
  // 0, whatever comes cheap.
  template <int Column, int Pair, int Begin, int End>
  [[gnu::always_inline]] static word rows_of(const std::int8_t* input, word zeros) {
    constexpr int upper = 2 * Pair;
    constexpr int lower = upper + 1;
    constexpr bool inside = Column >= 0 && Column < Input.width;
    constexpr bool has_upper = inside && upper >= Begin && upper < End;
    constexpr bool has_lower = inside && lower >= Begin && lower < End;
    const auto at = [&](int row) __attribute__((always_inline)) {
      return std::int32_t{input[row * Input.row_elements() + Column * Input.channels]};
    };
    if constexpr (has_upper && has_lower) return pkhbt(at(upper), at(lower));
    if constexpr (has_upper && lower == Window.size.height) return static_cast<word>(at(upper));
    if constexpr (has_upper) return pkhbt(at(upper), static_cast<std::int32_t>(zeros));
    if constexpr (has_lower) return pkhbt(static_cast<std::int32_t>(zeros), at(lower));
    return zeros;
  }

  // The window of which input column `Column` is column I.
  template <int Column, int I>
  [[gnu::always_inline]] static void add_to_window(state& now, const word* rows, const channel& c,
                                                   std::int8_t* output) {
    constexpr int x = (Column - I) / Window.stride.width;
    if constexpr (Column >= I && (Column - I) % Window.stride.width == 0 && x < Output.width) {
      std::int32_t sum = I == 0 ? c.bias : now.sums[x];
#pragma GCC unroll 4
      for (int p = 0; p < pairs; ++p)
        sum = smlad(rows[p], now.weights[I * pairs + p], sum);
      now.sums[x] = sum;
      if constexpr (I == Window.size.width - 1) {
        output[x * Output.channels] = stored<Rule>(sum, c.mantissa, c.shift);
      }
    }
  }
};

}  // namespace tyto::cortex_m
