// SPDX-License-Identifier: Apache-2.0
// A row of a depthwise layer, any window, any width.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/depthwise_filter.hpp"
#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/arch/cortex_m/store.hpp"
#include "tyto/core/shape.hpp"

namespace tyto::cortex_m {

// One row of one channel's input, and of one of its filters' output: the columns of the input that
// stand under the window are gathered once, and used by every window that has them.
//
// Of the layer it knows what is alike in many: these share the code.
template <shape Input, shape Output, window Window, store_rule Rule>
struct depthwise_row {
  using filter = depthwise_filter<Window>;
  static constexpr int pairs = filter::pairs_a_column;
  static constexpr int columns = Input.width + Window.pad.left + Window.pad.right;

  // Fills the columns of the padding, which are the same in all rows of all channels.
  static void pad(word* to, std::int8_t zero) {
    for (int i = 0; i < columns * pairs; ++i)
      to[i] = pkhbt(zero, zero);
  }

  // Columns of the rows from `top` on of the channel that starts at `input`; rows outside are
  // `zero`.
  [[gnu::noinline]] static void gather(const std::int8_t* input, int top, std::int8_t zero,
                                       word* to) {
    to += Window.pad.left * pairs;
    const std::int8_t* from = input + top * Input.row_elements();
    if (top >= 0 && top + Window.size.height <= Input.height) {
      for (int x = 0; x < Input.width; ++x) {
#pragma GCC unroll 8
        for (int p = 0; p < pairs; ++p) {
          const std::int8_t* upper = from + 2 * p * Input.row_elements();
          if constexpr (Window.size.height % 2 == 0) {
            *to++ = pkhbt(upper[0], upper[Input.row_elements()]);
          } else {
            // The weight of a row that the window does not have is 0.
            *to++ = p + 1 < pairs ? pkhbt(upper[0], upper[Input.row_elements()])
                                  : static_cast<word>(std::int32_t{upper[0]});
          }
        }
        from += Input.channels;
      }
    } else {
      for (int x = 0; x < Input.width; ++x) {
        for (int y = top; y < top + Window.size.height; y += 2) {
          const auto at = [&](int row) {
            const bool inside = row >= 0 && row < Input.height && row < top + Window.size.height;
            return inside ? input[row * Input.row_elements() + x * Input.channels] : zero;
          };
          *to++ = pkhbt(at(y), at(y + 1));
        }
      }
    }
  }

  // A row of output, every Output.channels'th byte.
  [[gnu::noinline]] static void run(const word* from, const filter& f, std::int8_t* output) {
    word weights[std::size_t{Window.size.width * pairs}];
#pragma GCC unroll 8
    for (int i = 0; i < Window.size.width; ++i) {
#pragma GCC unroll 8
      for (int p = 0; p < pairs; ++p) {
        weights[i * pairs + p] = f.rows(i, p);
      }
    }
    const channel c = f.constants;
    for (int x = 0; x < Output.width; ++x) {
      std::int32_t sum = c.bias;
#pragma GCC unroll 32
      for (int i = 0; i < Window.size.width * pairs; ++i)
        sum = smlad(from[i], weights[i], sum);
      *output = stored<Rule>(sum, c.mantissa, c.shift);
      output += Output.channels;
      from += Window.stride.width * pairs;
    }
  }
};

}  // namespace tyto::cortex_m
