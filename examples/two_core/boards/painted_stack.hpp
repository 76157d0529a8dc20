// SPDX-License-Identifier: Apache-2.0
// How deep a stack has been: it is filled with a pattern first, and what no longer has it was used.
// A word that is written with the pattern itself is missed, as is one that is reserved and never
// written; so the figure is what was touched.
#pragma once

#include <cstddef>
#include <cstdint>

namespace painted_stack {

inline constexpr std::uint32_t paint = 0xC5C5C5C5;

// [lowest, top): the stack, which grows down; paint it up to where it is in use.
inline void fill(volatile std::uint32_t* lowest, const volatile std::uint32_t* in_use) {
  while (lowest < in_use)
    *lowest++ = paint;
}

inline std::size_t bytes_used(const volatile std::uint32_t* lowest,
                              const volatile std::uint32_t* top) {
  while (lowest < top && *lowest == paint)
    ++lowest;
  return static_cast<std::size_t>(top - lowest) * sizeof *lowest;
}

}  // namespace painted_stack
