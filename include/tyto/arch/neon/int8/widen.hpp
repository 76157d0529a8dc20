// SPDX-License-Identifier: Apache-2.0
// Inputs of a tile of pixels as tile/int8.hpp reads them.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/arch/neon/tile/int8.hpp"

namespace tyto::neon {

// Writes `Taps` bytes that lie side by side, times 2^Shift, as quads of one pixel of a tile of
// `Pixels`: quad i at to + i * 4 * Pixels. Reads no byte but those.
template <int Taps, int Pixels, int Shift>
[[gnu::always_inline]] inline void widen_run(const std::int8_t* from, std::int16_t* to) {
  constexpr int quad = quad_taps * Pixels;
  const auto store = [&](int8x8_t bytes, int vector) __attribute__((always_inline)) {
    const int16x8_t x = widen<Shift>(bytes);
    store_aligned(to + 2 * vector * quad, vget_low_s16(x));
    store_aligned(to + (2 * vector + 1) * quad, vget_high_s16(x));
  };
  constexpr int fours = Taps / 32;
#pragma GCC unroll 4
  for (int i = 0; i < fours; ++i) {
    const int8x8x4_t x = load_four(from);
    from += 32;
    store(x.val[0], 4 * i);
    store(x.val[1], 4 * i + 1);
    store(x.val[2], 4 * i + 2);
    store(x.val[3], 4 * i + 3);
  }
#pragma GCC unroll 4
  for (int i = 4 * fours; i < Taps / 8; ++i) {
    store(vld1_s8(from), i);
    from += 8;
  }
  constexpr int done = Taps / 8 * 2;
  constexpr int left = Taps % 8;
  if constexpr (left > 0) {
    const int16x8_t x = widen<Shift>(load_first<left>(from));
    store_aligned(to + done * quad, vget_low_s16(x));
    if constexpr (left > 4) store_aligned(to + (done + 1) * quad, vget_high_s16(x));
  }
}

// The same where lanes are bytes, which hold the inputs as they are.
template <int Taps, int Pixels, int Shift>
[[gnu::always_inline]] inline void widen_run(const std::int8_t* from, std::int8_t* to) {
  static_assert(Shift == 0);
  constexpr int whole = Taps / quad_taps;
  constexpr int left = Taps % quad_taps;
  for (int q = 0; q < whole; ++q)
    __builtin_memcpy(to + q * quad_taps * Pixels, from + q * quad_taps, quad_taps);
  if constexpr (left > 0) {
    __builtin_memcpy(to + whole * quad_taps * Pixels, from + whole * quad_taps, left);
  }
}

// Eight inputs, times 2^Shift, as lanes.
template <int Shift>
[[gnu::always_inline]] inline void store_lanes(std::int16_t* to, int8x8_t x) {
  vst1q_s16(to, widen<Shift>(x));
}
template <int Shift>
[[gnu::always_inline]] inline void store_lanes(std::int8_t* to, int8x8_t x) {
  static_assert(Shift == 0);
  vst1_s8(to, x);
}

// Copies quads that lie side by side to where a pixel of a tile of `Pixels` has them.
template <int Quads, int Pixels>
[[gnu::always_inline]] inline void copy_quads(const std::int16_t* from, std::int16_t* to) {
#pragma GCC unroll 4
  for (int q = 0; q < Quads; ++q)
    store_aligned(to + q * quad_taps * Pixels, vld1_s16(from + q * quad_taps));
}
template <int Quads, int Pixels>
[[gnu::always_inline]] inline void copy_quads(const std::int8_t* from, std::int8_t* to) {
  for (int q = 0; q < Quads; ++q)
    __builtin_memcpy(to + q * quad_taps * Pixels, from + q * quad_taps, quad_taps);
}

}  // namespace tyto::neon
