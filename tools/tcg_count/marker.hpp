// SPDX-License-Identifier: Apache-2.0
// How a program tells the counter what part of it is running:
//
//   TYTO_TCG_REGION(3);   what follows belongs to region 3
//   TYTO_TCG_REGION(0);   what follows is not counted
//
// One instruction, `pld [pc, #-(region + 1)]`: a hint to fetch a byte of the program's own code
// into the cache, which changes nothing, on hardware either, and which no compiler emits.
#pragma once

#if defined(__arm__)
#define TYTO_TCG_REGION(region) __asm__ volatile("pld [pc, #-%c0]" : : "i"((region) + 1) : "memory")
#else
#define TYTO_TCG_REGION(region) static_cast<void>(region)
#endif

namespace tcg_count {

// Largest number of a region: the offset has 12 bits, and 0 has no sign.
inline constexpr int max_region = 4094;

}  // namespace tcg_count
