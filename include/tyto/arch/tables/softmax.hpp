// SPDX-License-Identifier: Apache-2.0
// Softmax, int8: the exponentials of all differences int8 can have stand in a table.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/core/arch.hpp"
#include "tyto/core/fixed_point.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/ops/softmax.hpp"

namespace tyto {

template <ops::int8_softmax_layer Layer>
struct kernel<Layer, arch::tables> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `input`.
  template <row_order = row_order::top_down>
  static constexpr void run(const std::int8_t* input, std::int8_t* output) {
    for (int pixel = 0; pixel < s.input.height * s.input.width; ++pixel) {
      run_pixel(input + pixel * s.input.channels, output + pixel * s.input.channels);
    }
  }

 private:
  // Integer bits of the sum of exponentials.
  static constexpr int sum_bits = 12;

  // In Q0.31, by how far a value is under the largest. Those too far are 0: they count nothing, and
  // come out as probability 0.
  static constexpr std::array<std::int32_t, 256> exponentials = [] {
    std::array<std::int32_t, 256> table{};
    for (int below = 0; below < 256 && -below >= s.difference_min; ++below) {
      table[static_cast<std::size_t>(below)] =
          fixed_point::exp_on_negative(requantize<s.rounding>(-below, s.input_multiplier));
    }
    return table;
  }();
  static constexpr std::int32_t exponential(int below) {
    return exponentials[static_cast<std::size_t>(below)];
  }

  static constexpr void run_pixel(const std::int8_t* input, std::int8_t* output) {
    int largest = input[0];
    for (int c = 1; c < s.input.channels; ++c)
      largest = input[c] > largest ? input[c] : largest;
    std::int32_t sum = 0;
    for (int c = 0; c < s.input.channels; ++c)
      sum += rounding_divide_by_power_of_two(exponential(largest - input[c]), sum_bits);
    // sum = 2^(sum_bits - zeros) * (1 + fraction), fraction in [0, 1)
    const int zeros = std::countl_zero(static_cast<std::uint32_t>(sum));
    const auto fraction = static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << zeros) -
                                                    (std::uint32_t{1} << 31));
    const std::int32_t scale = fixed_point::reciprocal_of_one_plus(fraction);
    const int shift = sum_bits - zeros + 31 - 8;  // 32 or more: each probability rounds to 0
    for (int c = 0; c < s.input.channels; ++c) {
      const std::int32_t product =
          saturating_rounding_doubling_high_mul(scale, exponential(largest - input[c]));
      const std::int32_t probability =
          shift > 31 ? 0 : rounding_divide_by_power_of_two(product, shift);
      output[c] = static_cast<std::int8_t>(clamp<std::int32_t>(probability - 128, -128, 127));
    }
  }
};

}  // namespace tyto
