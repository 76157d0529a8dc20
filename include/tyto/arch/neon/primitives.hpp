// SPDX-License-Identifier: Apache-2.0
// NEON as the kernels see it: what <arm_neon.h> does not say in one word.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/config.hpp"
#include "tyto/core/unrolled.hpp"

namespace tyto::neon {

using tyto::step;
using tyto::unrolled;

inline constexpr bool is_64_bit = TYTO_HAS_AARCH64 != 0;
inline constexpr bool has_assembly = TYTO_A32_ASSEMBLY != 0;
inline constexpr bool has_dot_products = is_64_bit && TYTO_HAS_ARM_DOTPROD != 0;

// A vector in memory that is aligned to its size, whatever the type of the object there.
using int8x8_in_memory [[gnu::may_alias]] = int8x8_t;
using int16x4_in_memory [[gnu::may_alias]] = int16x4_t;
using int32_in_memory [[gnu::may_alias]] = std::int32_t;

// (A plain access, unlike vst1, may have an offset in the instruction.)
[[gnu::always_inline]] inline void store_aligned(std::int16_t* to, int16x4_t x) {
  *reinterpret_cast<int16x4_in_memory*>(to) = x;
}

// An aligned vector to an aligned vector.
[[gnu::always_inline]] inline int16x4_t load_aligned(const std::int16_t* from) {
  return *reinterpret_cast<const int16x4_in_memory*>(from);
}

// First channel of the `i`-th vector of 8 out of `channels`: the last overlaps the one before it,
// so that none reaches beyond a pixel.
constexpr int first_of_vector(int i, int channels) {
  return channels < 8 || 8 * i + 8 <= channels ? 8 * i : channels - 8;
}
constexpr int vectors_of(int channels) {
  return (channels + 7) / 8;
}
constexpr int lanes_of(int channels) {
  return channels < 8 ? channels : 8;
}

// Keeps the compiler from knowing a value. It would take a base address and add every multiple of
// a known step to it, an addition each, where a load can move its own pointer on by a step.
template <class T>
[[gnu::always_inline]] inline void hide(T& value) {
  asm("" : "+r"(value));
}

// `Count` vectors that lie one after the other, aligned, into registers: up to four a load.
template <std::size_t Count>
[[gnu::always_inline]] inline void load_vectors(const std::int8_t* from, int8x8_t (&to)[Count]) {
  const auto* p = reinterpret_cast<const std::int64_t*>(from);
  constexpr int fours = static_cast<int>(Count) / 4;
  unrolled<fours>([&](auto i) __attribute__((always_inline)) {
    const int64x1x4_t four = vld4_s64(p + 4 * i);
    to[4 * i] = vreinterpret_s8_s64(four.val[0]);
    to[4 * i + 1] = vreinterpret_s8_s64(four.val[1]);
    to[4 * i + 2] = vreinterpret_s8_s64(four.val[2]);
    to[4 * i + 3] = vreinterpret_s8_s64(four.val[3]);
  });
  unrolled<static_cast<int>(Count) % 4>([&](auto i) __attribute__((always_inline)) {
    to[4 * fours + i] = vreinterpret_s8_s64(vld1_s64(p + 4 * fours + i));
  });
}

// Four vectors that lie one after the other, of any alignment.
#if TYTO_A32_ASSEMBLY
// (GCC 12 has no intrinsic for this instruction that does without alignment.)
[[gnu::always_inline]] inline int8x8x4_t load_four(const std::int8_t* from) {
  int8x8x4_t four;
  asm("vld1.8 %h0, [%1]" : "=w"(four) : "r"(from), "m"(*reinterpret_cast<const char(*)[32]>(from)));
  return four;
}
#else
[[gnu::always_inline]] inline int8x8x4_t load_four(const std::int8_t* from) {
  return {{vld1_s8(from), vld1_s8(from + 8), vld1_s8(from + 16), vld1_s8(from + 24)}};
}
#endif

// Stored values within Low..High.
template <int Low, int High>
[[gnu::always_inline]] inline int8x8_t clamped(int8x8_t x) {
  if constexpr (Low > -128) x = vmax_s8(x, vdup_n_s8(Low));
  if constexpr (High < 127) x = vmin_s8(x, vdup_n_s8(High));
  return x;
}

// The first `Count` of 8 bytes, and not a byte more of memory; the other lanes hold anything.
template <int Count>
[[gnu::always_inline]] inline int8x8_t load_first(const std::int8_t* from) {
  static_assert(0 < Count && Count <= 8);
  if constexpr (Count == 8) {
    return vld1_s8(from);
  } else {
    std::uint64_t bytes = 0;
    __builtin_memcpy(&bytes, from, std::size_t{Count});
    return vreinterpret_s8_u64(vcreate_u64(bytes));
  }
}

// x * 2^Shift.
template <int Shift>
[[gnu::always_inline]] inline int16x8_t widen(int8x8_t x) {
  if constexpr (Shift > 0) {
    return vshll_n_s8(x, Shift);
  } else {
    return vmovl_s8(x);
  }
}

// Eight 16-bit values as bytes: divided by 2^FractionShift (floor), saturated, clamped.
template <int FractionShift, int Low, int High>
[[gnu::always_inline]] inline int8x8_t narrow_by_line(int16x4_t low, int16x4_t high) {
  int8x8_t stored;
  if constexpr (FractionShift > 0) {
    stored = vqshrn_n_s16(vcombine_s16(low, high), FractionShift);
  } else {
    stored = vqmovn_s16(vcombine_s16(low, high));
  }
  if constexpr (Low > -128) stored = vmax_s8(stored, vdup_n_s8(Low));
  if constexpr (High < 127) stored = vmin_s8(stored, vdup_n_s8(High));
  return stored;
}

template <int Count>
[[gnu::always_inline]] inline void store_first(std::int8_t* to, int8x8_t x) {
  static_assert(0 < Count && Count <= 8);
  if constexpr (Count == 8) {
    vst1_s8(to, x);
  } else {
    const std::uint64_t bytes = vget_lane_u64(vreinterpret_u64_s8(x), 0);
    __builtin_memcpy(to, &bytes, std::size_t{Count});
  }
}

}  // namespace tyto::neon
