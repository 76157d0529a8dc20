// SPDX-License-Identifier: Apache-2.0
// Sums over pixels, and their rounded average.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon {

// The largest number of elements that divide_rounded() takes: see there.
inline constexpr int most_averaged = 4080;

// 2^31 / count, rounded up; count is at least 2.
constexpr std::int32_t reciprocal_of(int count) {
  return static_cast<std::int32_t>(((std::int64_t{1} << 31) + count - 1) / count);
}

// round(sum / count), ties away from zero, of the sum of `count` int8 values.
//
// (|sum| + count / 2) / count by its reciprocal: floor(n M / 2^31), M = ceil(2^31 / count), exceeds
// n / count by less than n / 2^31. That is less than 1 / count, the least by which n / count can
// miss the next integer, while n count < 2^31; and n <= 128 count + count / 2.
[[gnu::always_inline]] inline int32x4_t divide_rounded(int32x4_t sum, int count,
                                                       std::int32_t reciprocal) {
  const int32x4_t n = vaddq_s32(vabsq_s32(sum), vdupq_n_s32(count / 2));
  const int32x4_t quotient = vqdmulhq_n_s32(n, reciprocal);
  const int32x4_t sign = vshrq_n_s32(sum, 31);
  return vsubq_s32(veorq_s32(quotient, sign), sign);
}
static_assert(std::int64_t{129} * most_averaged * most_averaged < std::int64_t{1} << 31);

// The reciprocals of 2 to Most, for windows that do not all have as many taps.
template <int Most>
struct reciprocal_table {
  std::int32_t of[std::size_t(Most + 1)] = {};

  constexpr reciprocal_table() {
    for (int count = 2; count <= Most; ++count)
      of[count] = reciprocal_of(count);
  }
};

// Averages of eight sums of `count` values, clamped.
[[gnu::always_inline]] inline int8x8_t average(int32x4_t low, int32x4_t high, int count,
                                               std::int32_t reciprocal, std::int8_t min,
                                               std::int8_t max) {
  if (count > 1) {
    low = divide_rounded(low, count, reciprocal);
    high = divide_rounded(high, count, reciprocal);
  }
  const int8x8_t x = vmovn_s16(vcombine_s16(vmovn_s32(low), vmovn_s32(high)));
  return vmin_s8(vmax_s8(x, vdup_n_s8(min)), vdup_n_s8(max));
}

// Sums of 8 `Vectors` channels over pixels that lie `step` bytes apart; of one vector the first
// `Lanes`.
template <int Vectors, int Lanes = 8>
struct pixel_sums {
  int32x4_t low[std::size_t(Vectors)];
  int32x4_t high[std::size_t(Vectors)];

  [[gnu::always_inline]] pixel_sums() {
    unrolled<Vectors>([&](auto v)
                          __attribute__((always_inline)) { low[v] = high[v] = vdupq_n_s32(0); });
  }

  [[gnu::always_inline]] void add(const std::int8_t* from, int count, std::ptrdiff_t step) {
    // So many bytes fit 16 bits.
    constexpr int most = 255;
    while (count > 0) {
      const int some = count < most ? count : most;
      int16x8_t sum[std::size_t(Vectors)];
      unrolled<Vectors>([&](auto v) __attribute__((always_inline)) { sum[v] = vdupq_n_s16(0); });
      for (int i = 0; i < some; ++i, from += step)
        add_pixel(sum, from);
      unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
        low[v] = vaddw_s16(low[v], vget_low_s16(sum[v]));
        high[v] = vaddw_s16(high[v], vget_high_s16(sum[v]));
      });
      count -= some;
    }
  }

 private:
  [[gnu::always_inline]] static inline void add_pixel(int16x8_t (&sum)[std::size_t(Vectors)],
                                                      const std::int8_t* from) {
    if constexpr (Vectors == 4) {
      const int8x8x4_t x = load_four(from);
      unrolled<4>([&](auto v)
                      __attribute__((always_inline)) { sum[v] = vaddw_s8(sum[v], x.val[v]); });
    } else {
      unrolled<Vectors>([&](auto v) __attribute__((always_inline)) {
        sum[v] = vaddw_s8(sum[v], load_first<Lanes>(from + 8 * v));
      });
    }
  }
};

}  // namespace tyto::neon
