// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace tyto::audio::micro {

namespace detail {

// Roots rounded down, of numbers with one of their highest two bits set. A root's upper half is
// that of the number's upper half; the lower is what a division leaves, or one less (P. Zimmermann,
// "Karatsuba Square Root", INRIA 1999).
constexpr std::uint32_t root_of_16_bits(std::uint32_t x) {
  std::uint32_t rest = x;
  std::uint32_t root = 0;
  for (std::uint32_t bit = 1U << 14; bit != 0; bit >>= 2) {
    const std::uint32_t trial = root + bit;
    root >>= 1;
    if (rest < trial) continue;
    rest -= trial;
    root += bit;
  }
  return root;
}

// `upper`: the root of x's upper half.
template <class UInt>
constexpr UInt whole_root(UInt x, std::uint32_t upper) {
  constexpr int bits = std::numeric_limits<UInt>::digits / 4;  // of a half of the root
  constexpr std::uint32_t most = (1U << bits) - 1;
  const auto high = static_cast<std::uint32_t>(x >> (2 * bits));
  // Half of both sides of the division, which then fits 32 bits.
  const std::uint32_t dividend = (high - upper * upper) << (bits - 1) |
                                 (static_cast<std::uint32_t>(x >> (bits + 1)) & (most >> 1));
  const std::uint32_t quotient = dividend / upper;
  const UInt root = UInt{upper} << bits | (quotient < most ? quotient : most);
  return root * root > x ? root - 1 : root;
}

constexpr std::uint32_t root_of_32_bits(std::uint32_t x) {
  return whole_root(x, root_of_16_bits(x >> 16));
}

// Rounded to the nearest, for root is rounded down: (root + 1/2)^2 = root^2 + root + 1/4.
template <class UInt>
constexpr std::uint32_t rounded(UInt x, UInt root) {
  constexpr UInt limit = (UInt{1} << (std::numeric_limits<UInt>::digits / 2)) - 1;
  return static_cast<std::uint32_t>(x - root * root > root && root < limit ? root + 1 : root);
}

}  // namespace detail

// Square root rounded to the nearest, but no more than fits half of the bits: x a little below 2^32
// gives 2^16 - 1, x a little below 2^64 gives 2^32 - 1.
constexpr std::uint32_t square_root(std::uint64_t x) {
  if (x == 0) return 0;
  const int even_zeros = std::countl_zero(x) & ~1;
  if (x >> 32 == 0) {
    const auto low = static_cast<std::uint32_t>(x);
    const int zeros = even_zeros - 32;
    return detail::rounded(low, detail::root_of_32_bits(low << zeros) >> (zeros / 2));
  }
  const std::uint64_t normal = x << even_zeros;
  const std::uint32_t upper = detail::root_of_32_bits(static_cast<std::uint32_t>(normal >> 32));
  return detail::rounded(x, detail::whole_root(normal, upper) >> (even_zeros / 2));
}

}  // namespace tyto::audio::micro
