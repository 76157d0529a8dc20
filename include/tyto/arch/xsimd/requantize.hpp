// SPDX-License-Identifier: Apache-2.0
// From accumulators of a block of channels to stored bytes, as core/rounding.hpp.
#pragma once

#include <array>
#include <cstdint>

#include "tyto/arch/xsimd/primitives.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::simd::int8 {

// Constants of two_step: a = acc * left; b = high product with the mantissa's two halves; then b
// divided by 2^right, to nearest, ties away from zero: b >> right, and one more where the bits that
// go, b & mask, are over half (and the sign).
template <class Layer, int Channels>
struct multipliers {
  static constexpr std::size_t size = count(blocks_of(Channels) * lanes);
  using constants = std::array<std::int32_t, size>;

  alignas(64) constants left{};
  alignas(64) constants low{};
  alignas(64) constants high{};
  alignas(64) constants right{};
  alignas(64) constants mask{};
  bool shifts_left = false;

  constexpr multipliers() {
    for (int c = 0; c < Channels; ++c) {
      const multiplier m = ops::multiplier_of<Layer>(c);
      const std::size_t i = count(position(c));
      left[i] = 1 << (m.exponent > 0 ? m.exponent : 0);
      low[i] = m.mantissa & 0xffff;
      high[i] = m.mantissa >> 16;
      right[i] = m.exponent > 0 ? 0 : -m.exponent;
      mask[i] = static_cast<std::int32_t>((std::int64_t{1} << right[i]) - 1);
      shifts_left = shifts_left || m.exponent > 0;
    }
  }
};

template <class Layer, int Channels>
struct output_stage {
  static constexpr auto& n = Layer::spec.numerics;

  // The first `Stored` channels of the block that begins with channel `first`.
  template <int Stored>
  static void block(sums acc, int first, std::int8_t* to) {
    if constexpr (n.rounding == rounding::two_step) {
      const ints even = to_output(acc.even, first);
      const ints odd = to_output(acc.odd, first + lanes / 2);
      alignas(64) std::int16_t in_order[count(lanes)];
      interleaved(even, odd).store_aligned(in_order);
      for (int i = 0; i < Stored; ++i)
        to[i] = static_cast<std::int8_t>(in_order[i]);
    } else {
      alignas(64) std::int32_t lane[count(lanes)];
      acc.even.store_aligned(lane);
      acc.odd.store_aligned(lane + lanes / 2);
      for (int i = 0; i < Stored; ++i)
        to[i] = ops::to_output<Layer>(lane[position(i)], first + i);
    }
  }

 private:
  static constexpr multipliers<Layer, Channels> m{};

  // Lanes whose constants begin at `i`.
  static ints to_output(ints acc, int i) {
    if constexpr (m.shifts_left) acc = acc * load_ints(m.left.data() + i);
    const ints b = high_multiply(acc, load_ints(m.low.data() + i), load_ints(m.high.data() + i));
    const ints mask = load_ints(m.mask.data() + i);
    const auto rounds_up = (b & mask) > ((mask >> 1) - (b >> 31));
    const ints quotient = b >> load_ints(m.right.data() + i);
    const ints scaled = ::xsimd::select(rounds_up, quotient + ints(1), quotient);
    return ::xsimd::min(::xsimd::max(scaled + ints(n.output_zero_point), ints(n.output_min)),
                        ints(n.output_max));
  }
};

}  // namespace tyto::simd::int8
