// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace tyto::audio::micro {

// Square root rounded to the nearest, but no more than fits half of the bits: x a little below 2^32
// gives 2^16 - 1, x a little below 2^64 gives 2^32 - 1.
//
// x = root^2 + rest with root rounded down; (root + 1/2)^2 = root^2 + root + 1/4, so the nearest
// integer is above exactly if rest > root.
template <class UInt>
constexpr UInt half_width_root(UInt x) {
  if (x == 0) return 0;
  UInt rest = x;
  UInt root = 0;
  // From the highest power of four that x reaches.
  const int highest = std::numeric_limits<UInt>::digits - 1 - std::countl_zero(x);
  for (UInt bit = UInt{1} << (highest - highest % 2); bit != 0; bit >>= 2) {
    const UInt trial = root + bit;
    root >>= 1;
    if (rest < trial) continue;
    rest -= trial;
    root += bit;
  }
  constexpr UInt limit = (UInt{1} << (std::numeric_limits<UInt>::digits / 2)) - 1;
  return rest > root && root < limit ? root + 1 : root;
}

constexpr std::uint32_t square_root(std::uint64_t x) {
  if (x >> 32 == 0) return half_width_root(static_cast<std::uint32_t>(x));
  return static_cast<std::uint32_t>(half_width_root(x));
}

}  // namespace tyto::audio::micro
