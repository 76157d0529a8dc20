// SPDX-License-Identifier: Apache-2.0
// From int32 accumulators to int8 in few instructions, to the byte as core/rounding.hpp.
//
// The stored value is a staircase of the accumulator (core/staircase.hpp). Two ways up the same
// stairs:
//
//   line    round(float(acc) * scale + shift), one fused multiply-add and two conversions. Rounding
//           errors could put a step one accumulator too early or too late. Multipliers are
//           constants, so the compiler looks for a scale and a shift that put every step where it
//           belongs, and proves it step by step. (A negative accumulator has a shift of its own
//           where the definition's ties, away from zero, need one.)
//   fixed   the definition in 64 bits: a few more instructions, for vectors of channels where a
//           channel has no such line.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/arch/x86/channel_order.hpp"
#include "tyto/core/bit_cast.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/core/staircase.hpp"

namespace tyto::x86 {

// A line and whether it is exact for all int32 accumulators.
struct line {
  float scale = 0.0F;
  float shift[2] = {};  // for an accumulator under 0, and for one from 0 on
  bool exact = false;
};

// How the fused multiply-add and the conversion to int32 round.
enum class line_rounding : unsigned char {
  nearest,  // both to nearest even: the processor's default
  down,     // both down, which together is the floor of the exact line (AVX-512)
};

namespace detail {

constexpr float power_of_two(int exponent) {
  return bit_cast<float>(static_cast<std::uint32_t>(exponent + 127) << 23);
}

// A line before its shift is chosen, in integers: scale * acc / 2^fraction_bits.
struct candidate {
  std::int64_t scale;
  int fraction_bits;
  line_rounding rounds;

  [[nodiscard]] constexpr std::int64_t fixed(int value) const {
    return std::int64_t{value} << fraction_bits;
  }
  // How far the line at an accumulator must be from a step to stay on its side when it is rounded.
  // To nearest: the step is at q - 1/2, a float; half the distance between floats under 128.
  [[nodiscard]] constexpr std::int64_t margin() const {
    return rounds == line_rounding::nearest ? (std::int64_t{1} << (fraction_bits - 18)) + 1 : 0;
  }
};

// Shifts, in units of 2^-fraction_bits.
struct shift_range {
  std::int64_t low;
  std::int64_t high;
};

// Shifts with which the line takes the steps to first_k ... last_k, all on one side of 0, where the
// stairs take them. The line needs level(k) - scale * first accumulator of step k, no less; and at
// the accumulator before, `scale` lower, it must still be under the level. From one step to the
// next the accumulator moves on by rise / run rounded down, or by one more. (This loop is most of
// what the compiler has to evaluate: hence no division in it, and as few comparisons as will do.)
constexpr shift_range shifts_for(const staircase& stairs, const candidate& line, int zero_point,
                                 int first_k, int last_k) {
  const std::int64_t run = stairs.run;
  const std::int64_t scale = line.scale;
  const std::int64_t move = stairs.rise / run;
  const std::int64_t grows = line.fixed(1) - move * scale;
  if (grows < 0) return {1, 0};  // so near a whole number that the two cases below do not hold
  const std::int64_t reach = stairs.dividend(first_k);
  const std::int64_t first = ceil_divide(reach, run);
  std::int64_t beyond = first * run - reach;  // by what a step's first accumulator goes too far
  const std::int64_t loses = stairs.rise - move * run;
  std::int64_t needed = line.fixed(first_k + zero_point) - first * scale;
  std::int64_t most = needed;
  std::int64_t least = needed;
  for (int k = first_k; k < last_k; ++k) {
    beyond -= loses;
    needed += grows;
    if (beyond < 0) {
      beyond += run;
      needed -= scale;
      if (needed < least) least = needed;
    } else if (needed > most) {
      most = needed;
    }
  }
  const std::int64_t step = line.rounds == line_rounding::nearest ? line.fixed(1) / 2 : 0;
  return {most - step + line.margin(), least - step + scale - 1 - line.margin()};
}

// Takes the float next to the middle of the range, and tells whether it is in the range.
constexpr bool choose_shift(const shift_range& range, int fraction_bits, float& shift) {
  if (range.low > range.high) return false;
  const auto middle = static_cast<float>(range.low + (range.high - range.low) / 2);
  const auto chosen = static_cast<std::int64_t>(middle);
  shift = middle * power_of_two(-fraction_bits);
  return range.low <= chosen && chosen <= range.high;
}

// The candidate with shifts that make it exact, if there are any.
constexpr line fit_line(const staircase& stairs, const candidate& c, int zero_point, int low,
                        int high) {
  const int first_k = low + 1 - zero_point;
  const int last_k = high - zero_point;
  line result{.scale = static_cast<float>(c.scale) * power_of_two(-c.fraction_bits)};
  const std::int64_t zero = c.fixed(zero_point);
  // From 0 on it is zero_point at least.
  shift_range above{zero, c.fixed(1024)};
  if (last_k > 0) {
    above = shifts_for(stairs, c, zero_point, first_k > 1 ? first_k : 1, last_k);
    above.low = above.low > zero ? above.low : zero;
  }
  result.exact = choose_shift(above, c.fraction_bits, result.shift[1]);
  if (first_k > 0) {
    result.shift[0] = result.shift[1];  // what is under 0 stays at `low` or below
    return result;
  }
  shift_range below = shifts_for(stairs, c, zero_point, first_k, last_k < 0 ? last_k : 0);
  // Under 0 it is zero_point at most.
  below.high = below.high < zero + c.fixed(1) ? below.high : zero + c.fixed(1);
  result.exact = choose_shift(below, c.fraction_bits, result.shift[0]) && result.exact;
  return result;
}

}  // namespace detail

// A line for stored values of `low` to `high` (saturated there afterwards), if there is one. The
// line itself has to stay inside int32. `m` is the slope of the stairs, run / rise.
constexpr line find_line(const staircase& stairs, multiplier m, line_rounding rounds,
                         int zero_point, int low, int high) {
  // Slopes over 2^-14, so that each accumulator at a step is a float and the sums above fit.
  if (m.mantissa == 0 || m.exponent > 1 || m.exponent < -14) return {};
  const std::int64_t nearest = (std::int64_t{m.mantissa} + 64) >> 7;
  constexpr int neighbours[] = {0, 1, -1, 2, -2};
  for (const int step : neighbours) {
    const detail::candidate c{nearest + step, 24 - m.exponent, rounds};
    if (c.scale < (1 << 23) || c.scale > (1 << 24)) continue;
    const line found = detail::fit_line(stairs, c, zero_point, low, high);
    if (found.exact) return found;
  }
  return {};
}

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

inline constexpr int chunk = 16;

// In chunks: clang allows one constant evaluation a million steps.
template <class Layer, line_rounding Rounds, int First>
inline constexpr std::array<line, chunk> lines_chunk = [] {
  constexpr auto& n = Layer::spec.numerics;
  std::array<line, chunk> lines{};
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
  std::array<line, count(multiplier_count<Layer>)> lines{};
  std::size_t i = 0;
  const auto append = [&](const std::array<line, detail::chunk>& chunk) {
    for (const line& l : chunk) {
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
constexpr line_vector<Lanes> same_line(const line& l) {
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
        const line& l = lines_of<Layer, Rounds>[multiplier_index<Layer>(c)];
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
