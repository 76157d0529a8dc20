// SPDX-License-Identifier: Apache-2.0
// Vectors of integers as the int8 kernels see them. How long they are follows from what the
// compiler was told of the machine (-march): every source file of a program has to be told the
// same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <xsimd/xsimd.hpp>

namespace tyto::simd::int8 {

using words = ::xsimd::batch<std::int16_t>;
using ints = ::xsimd::batch<std::int32_t>;
using unsigned_ints = ::xsimd::batch<std::uint32_t>;

inline constexpr int lanes = static_cast<int>(words::size);  // channels of a block

// Dimensions are int; arrays are counted in std::size_t.
constexpr std::size_t count(int n) {
  return static_cast<std::size_t>(n);
}
constexpr int blocks_of(int channels) {
  return (channels + lanes - 1) / lanes;
}

// No vector library widens int16 to int32 on every machine, but all shift: of the int16 lanes of a
// block the even ones go to one vector of int32, the odd ones to another. Where constants of
// channel `c` stand among those of its layer:
constexpr int position(int c) {
  const int lane = c % lanes;
  return c - lane + lane % 2 * (lanes / 2) + lane / 2;
}

// Accumulators of a block of channels.
struct sums {
  ints even;
  ints odd;
};

[[gnu::always_inline]] inline words load_words(const std::int16_t* from) {
  return words::load_unaligned(from);
}
[[gnu::always_inline]] inline ints load_ints(const std::int32_t* from) {
  return ints::load_unaligned(from);
}

// Two vectors that stand one after the other in `from`, as position() has it.
[[gnu::always_inline]] inline sums load_sums(const std::int32_t* from) {
  return {load_ints(from), load_ints(from + lanes / 2)};
}

[[gnu::always_inline]] inline void add(sums& to, words products) {
  const ints pairs = ::xsimd::bitwise_cast<ints>(products);
  to.even = to.even + ((pairs << 16) >> 16);
  to.odd = to.odd + (pairs >> 16);
}

// Lanes in order again; each fits int16.
[[gnu::always_inline]] inline words interleaved(ints even, ints odd) {
  return ::xsimd::bitwise_cast<words>((even & ints(0xffff)) | (odd << 16));
}

// round(a * m / 2^31), ties upward, for m = high * 2^16 + low, 0 <= m < 2^31, 0 <= low < 2^16: as
// saturating_rounding_doubling_high_mul. No product here leaves int32 or, that of al and low,
// uint32.
[[gnu::always_inline]] inline ints high_multiply(ints a, ints low, ints high) {
  const ints al = a & ints(0xffff);
  const ints ah = a >> 16;
  // a * m = 2^32 ah high + 2^16 (v + u) + what is under 2^16 and rounds nothing
  const auto al_low =
      ::xsimd::bitwise_cast<unsigned_ints>(al) * ::xsimd::bitwise_cast<unsigned_ints>(low);
  const ints u = al * high + ::xsimd::bitwise_cast<ints>(al_low >> 16);
  const ints v = ah * low;
  const ints carry = ((v & ints(0x7fff)) + (u & ints(0x7fff)) + ints(0x4000)) >> 15;
  return ((ah * high) << 1) + (v >> 15) + (u >> 15) + carry;
}

// f(0), f(1), ... f(Count - 1), the number a constant: arrays that are indexed with it stay in
// registers.
template <int Count, class F>
[[gnu::always_inline]] inline void each(F f) {
  [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
    (f(std::integral_constant<int, I>{}), ...);
  }
  (std::make_integer_sequence<int, Count>{});
}

}  // namespace tyto::simd::int8
