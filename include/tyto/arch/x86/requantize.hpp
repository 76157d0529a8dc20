// SPDX-License-Identifier: Apache-2.0
// From int32 accumulators to int8 in few instructions, to the byte as core/rounding.hpp.
//
// The stored value is a staircase of the accumulator (core/staircase.hpp). Two ways up the same
// stairs:
//
//   line    one fused multiply-add and two conversions (requantize_line.hpp)
//   fixed   the definition in 64 bits: a few more instructions, for vectors of channels where a
//           channel has no such line.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/arch/x86/channel_order.hpp"
#include "tyto/arch/x86/requantize_line.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/core/staircase.hpp"

namespace tyto::x86 {

// The definition as one 64-bit expression: (acc * 2^left * mantissa + round) >> right, with
// `negative` added to `round` for a negative product. Both roundings of two_step are halves added
// before a floor, and a floor of a floor is one floor; the second's ties go down below zero.
struct fixed_point_store {
  std::int32_t left = 0;
  std::int32_t mantissa = 0;
  std::int64_t round = 0;
  std::int64_t negative = 0;
  std::int32_t right = 0;
};

constexpr fixed_point_store fixed_store(multiplier m, rounding r) {
  if (r == rounding::one_step) {
    return {0, m.mantissa, std::int64_t{1} << (30 - m.exponent), 0, 31 - m.exponent};
  }
  constexpr std::int64_t half = std::int64_t{1} << 30;
  if (m.exponent >= 0) return {m.exponent, m.mantissa, half, 0, 31};
  return {0, m.mantissa, half + (half << -m.exponent), -2 * half, 31 - m.exponent};
}

template <class Layer>
inline constexpr int multiplier_count =
    static_cast<int>(std::extent_v<std::remove_cvref_t<decltype(Layer::mantissa)>>);

template <class Layer>
constexpr std::size_t multiplier_index(int channel) {
  return multiplier_count<Layer> == 1 ? 0 : count(channel);
}

namespace detail {

inline constexpr int chunk = 4;

// In chunks: clang allows one constant evaluation a million steps.
template <class Layer, line_rounding Rounds, int First>
inline constexpr std::array<float_line, chunk> lines_chunk = [] {
  constexpr auto& n = Layer::spec.numerics;
  std::array<float_line, chunk> lines{};
  for (int i = 0; i < chunk && First + i < multiplier_count<Layer>; ++i) {
    const multiplier m{Layer::mantissa[First + i], Layer::exponent[First + i]};
    if (m.exponent > -1 || m.exponent < -30)
      continue;  // a line might leave int32, has too many bits
    lines[count(i)] = find_line(requantized_stairs(m, n.rounding), m, Rounds, n.output_zero_point,
                                n.output_min, n.output_max);
  }
  return lines;
}();

}  // namespace detail

// The line of each multiplier of Layer.
template <class Layer, line_rounding Rounds>
inline constexpr auto lines_of = []<int... Chunk>(std::integer_sequence<int, Chunk...>) {
  std::array<float_line, count(multiplier_count<Layer>)> lines{};
  std::size_t i = 0;
  const auto append = [&](const std::array<float_line, detail::chunk>& chunk) {
    for (const float_line& l : chunk) {
      if (i < lines.size()) lines[i++] = l;
    }
  };
  (append(detail::lines_chunk<Layer, Rounds, Chunk * detail::chunk>), ...);
  return lines;
}
(std::make_integer_sequence<int, (multiplier_count<Layer> + detail::chunk - 1) / detail::chunk>{});

// Constants of one vector of accumulators.
template <int Lanes>
struct line_vector {
  alignas(4 * Lanes) float scale[count(Lanes)] = {};
  alignas(4 * Lanes) float shift[2][count(Lanes)] = {};
};
template <int Lanes>
constexpr line_vector<Lanes> same_line(const float_line& l) {
  line_vector<Lanes> v{};
  for (int lane = 0; lane < Lanes; ++lane) {
    v.scale[lane] = l.scale;
    for (int side = 0; side < 2; ++side)
      v.shift[side][lane] = l.shift[side];
  }
  return v;
}

template <int Lanes>
struct fixed_vector {
  // 64-bit constants: those of even lanes, then those of odd ones.
  alignas(4 * Lanes) std::int32_t left[count(Lanes)] = {};
  alignas(4 * Lanes) std::int32_t mantissa[count(Lanes)] = {};
  alignas(4 * Lanes) std::int64_t round[count(Lanes)] = {};
  alignas(4 * Lanes) std::int64_t negative[count(Lanes)] = {};
  alignas(4 * Lanes) std::int64_t right[count(Lanes)] = {};
};

template <int Lanes>
constexpr void set_lane(fixed_vector<Lanes>& v, int lane, const fixed_point_store& f) {
  const int wide = lane % 2 * (Lanes / 2) + lane / 2;
  v.left[lane] = f.left;
  v.mantissa[lane] = f.mantissa;
  v.round[wide] = f.round;
  v.negative[wide] = f.negative;
  v.right[wide] = f.right;
}
template <int Lanes>
constexpr fixed_vector<Lanes> same_fixed(const fixed_point_store& f) {
  fixed_vector<Lanes> v{};
  for (int lane = 0; lane < Lanes; ++lane)
    set_lane(v, lane, f);
  return v;
}

// How the accumulators of Layer, spread over vectors in Order, are stored.
template <class Layer, class Order, int Lanes, line_rounding Rounds>
struct store_plan {
  static constexpr auto& n = Layer::spec.numerics;
  static constexpr int zero_point = n.output_zero_point;
  static constexpr int low = n.output_min;
  static constexpr int high = n.output_max;
  static constexpr bool ties_below_zero = low < zero_point;  // a shift for negative accumulators

  // Vectors all of whose channels have a line.
  static constexpr std::array<bool, count(Order::vectors)> on_line = [] {
    std::array<bool, count(Order::vectors)> on{};
    for (int v = 0; v < Order::vectors; ++v) {
      bool all = true;
      for (int lane = 0; lane < Lanes; ++lane) {
        const int c = Order::channel(v, lane);
        if (c != no_channel) all = all && lines_of<Layer, Rounds>[multiplier_index<Layer>(c)].exact;
      }
      on[count(v)] = all;
    }
    return on;
  }();
  static constexpr bool all_on_line = [] {
    for (const bool on : on_line) {
      if (!on) return false;
    }
    return true;
  }();

  static constexpr std::array<line_vector<Lanes>, count(Order::vectors)> lines = [] {
    std::array<line_vector<Lanes>, count(Order::vectors)> all{};
    for (int v = 0; v < Order::vectors; ++v) {
      for (int lane = 0; lane < Lanes; ++lane) {
        const int c = Order::channel(v, lane);
        if (c == no_channel) continue;
        const float_line& l = lines_of<Layer, Rounds>[multiplier_index<Layer>(c)];
        auto& to = all[count(v)];
        to.scale[lane] = l.scale;
        for (int side = 0; side < 2; ++side)
          to.shift[side][lane] = l.shift[side];
      }
    }
    return all;
  }();

  static constexpr std::array<fixed_vector<Lanes>, count(Order::vectors)> fixed = [] {
    std::array<fixed_vector<Lanes>, count(Order::vectors)> all{};
    for (int v = 0; v < Order::vectors; ++v) {
      for (int lane = 0; lane < Lanes; ++lane) {
        const int c = Order::channel(v, lane);
        if (c == no_channel) continue;
        const std::size_t i = multiplier_index<Layer>(c);
        set_lane(all[count(v)], lane,
                 fixed_store({Layer::mantissa[i], Layer::exponent[i]}, n.rounding));
      }
    }
    return all;
  }();
};

}  // namespace tyto::x86
