// SPDX-License-Identifier: Apache-2.0
// x86 stores accumulators as ops::store does: next to every step of every channel's staircase, and
// at the ends of int32.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "arch/x86_isas.hpp"
#include "support/random.hpp"
#include "tyto/ops/pointwise.hpp"

namespace tyto::test {

template <class Arch>
struct requantizer;

}  // namespace tyto::test

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
#define TYTO_X86_ISA avx2
#include "arch/x86_requantize.inc"
#undef TYTO_X86_ISA
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")
#endif
#define TYTO_X86_ISA avx512
#include "arch/x86_requantize.inc"
#undef TYTO_X86_ISA
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace tyto::test {
namespace {

struct store_case {
  int output_zero_point;
  int output_min;
  int output_max;
  rounding r;
  int least_exponent;
  int most_exponent;
};

constexpr store_case store_cases[] = {
    {-128, -128, 127, rounding::two_step, -14, -1},  // a folded ReLU
    {3, 3, 127, rounding::two_step, -12, -1},
    {-7, -128, 127, rounding::two_step, -12, -1},  // ties below zero
    {127, -128, 127, rounding::two_step, -9, -2},
    {-128, -128, 90, rounding::one_step, -14, -1},
    {20, -100, 100, rounding::one_step, -12, -1},
    {0, -128, 127, rounding::two_step, -31, 8},
    {-40, -128, 127, rounding::one_step, -31, 8},
    {0, -128, 127, rounding::two_step, -3, -3},
};

template <std::size_t I>
struct stored_layer {
  static constexpr store_case c = store_cases[I];
  static constexpr int channels = 64;
  struct numbers {
    std::int32_t mantissa[64] = {};
    std::int8_t exponent[64] = {};
  };
  static constexpr numbers n = [] {
    numbers all;
    random r(I + 1);
    for (int i = 0; i < channels; ++i) {
      all.mantissa[i] = static_cast<std::int32_t>((1U << 30) | (r.next() >> 2));
      if (i % 16 == 3) all.mantissa[i] = 1 << 30;  // many ties
      if (i % 32 == 5) all.mantissa[i] = 2147483647;
      all.exponent[i] = static_cast<std::int8_t>(r.between(c.least_exponent, c.most_exponent));
    }
    return all;
  }();
  static constexpr auto& mantissa = n.mantissa;
  static constexpr auto& exponent = n.exponent;
  static constexpr ops::pointwise<std::int8_t> spec{
      {1, 1, 1}, {1, 1, channels}, {0, c.output_zero_point, c.output_min, c.output_max, c.r}};
};

// Largest accumulator that the layer's own checks let through.
std::int64_t largest(multiplier m) {
  return 2147483647LL >> std::max(m.exponent, 0);
}

// Accumulators of one channel: around each step of what is stored, found by bisection, and more.
template <class Layer>
std::vector<std::int32_t> accumulators(int channel) {
  const std::int64_t limit = largest(ops::multiplier_of<Layer>(channel));
  const auto stored = [&](std::int64_t acc) {
    return ops::to_output<Layer>(static_cast<std::int32_t>(acc), channel);
  };
  std::vector<std::int32_t> all;
  const auto add = [&](std::int64_t acc) {
    if (-limit <= acc && acc <= limit) all.push_back(static_cast<std::int32_t>(acc));
  };
  for (int q = Layer::spec.numerics.output_min + 1; q <= Layer::spec.numerics.output_max; ++q) {
    std::int64_t below = -limit - 1;
    std::int64_t reached = limit + 1;
    while (reached - below > 1) {
      const std::int64_t middle = (below + reached) / 2;
      (stored(middle) >= q ? reached : below) = middle;
    }
    for (int i = -2; i <= 2; ++i)
      add(reached + i);
  }
  random r(static_cast<unsigned>(channel));
  for (int i = 0; i < 200; ++i) {
    add(static_cast<std::int32_t>(r.next()) >> (r.next() % 32));
  }
  for (int i = 0; i < 3; ++i) {
    add(limit - i);
    add(-limit + i);
    add(i - 1);
  }
  return all;
}

template <class Arch, class Layer, class Order>
void check_order() {
  std::array<std::vector<std::int32_t>, Layer::channels> all;
  std::size_t most = 0;
  for (int c = 0; c < Layer::channels; ++c) {
    all[x86::count(c)] = accumulators<Layer>(c);
    most = std::max(most, all[x86::count(c)].size());
  }
  int wrong = 0;
  for (std::size_t i = 0; i < most; ++i) {
    std::int32_t acc[Layer::channels];
    std::int8_t stored[Layer::channels];
    for (std::size_t c = 0; c < all.size(); ++c)
      acc[c] = all[c][i % all[c].size()];
    requantizer<Arch>::template run<Layer, Order>(acc, stored);
    for (int c = 0; c < Layer::channels; ++c) {
      if (stored[c] != ops::to_output<Layer>(acc[c], c)) ++wrong;
    }
  }
  CHECK(most > 200);
  CHECK(wrong == 0);
}

template <class Arch, std::size_t... I>
void check_all(std::index_sequence<I...>) {
  constexpr int lanes = requantizer<Arch>::unit::lanes;
  (check_order<Arch, stored_layer<I>, x86::block_order<lanes, 64>>(), ...);
}

// Of vectors of a layer's channels, how many are stored by a line.
template <class Arch, std::size_t I>
constexpr int vectors_on_line() {
  using unit = typename requantizer<Arch>::unit;
  using order = x86::mixed_order<unit::lanes, 64>;
  int on = 0;
  for (const bool line :
       x86::store_plan<stored_layer<I>, order, unit::lanes, unit::rounding>::on_line) {
    on += line ? 1 : 0;
  }
  return on;
}
// Both ways of storing are tested: most vectors of the first layers are on lines, and hardly one of
// those with multipliers of every size.
static_assert(vectors_on_line<arch::avx512, 1>() >= 3 && vectors_on_line<arch::avx512, 2>() >= 2);
static_assert(vectors_on_line<arch::avx2, 2>() >= 1 && vectors_on_line<arch::avx2, 2>() < 8);
static_assert(vectors_on_line<arch::avx512, 6>() == 0 && vectors_on_line<arch::avx2, 6>() == 0);

using requantizing_arches = std::tuple<arch::avx2, arch::avx512>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("x86: every step of requantising", Arch, x86_requantizing) {
  if (!runs_here<Arch>()) return;
  check_all<Arch>(std::make_index_sequence<std::size(store_cases)>{});
}
TEST_CASE_TEMPLATE_APPLY(x86_requantizing, requantizing_arches);

}  // namespace tyto::test
