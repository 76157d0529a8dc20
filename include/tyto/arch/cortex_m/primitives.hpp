// SPDX-License-Identifier: Apache-2.0
// The DSP extension of Armv7E-M and Armv8-M (Cortex-M4, M7, M33 and later): two 16-bit values in a
// 32-bit register, or four bytes. Each function is one instruction, but for multiply_tile.
//
// Those that neither the language nor arm_acle.h has are assembly, and so is multiply_tile: it
// needs every register there is, which no compiler gives it by itself. Where assembly cannot be had
// (TYTO_ASSEMBLY) the language's own code answers, slower.
#pragma once

#include <arm_acle.h>

#include <cstdint>

#include "tyto/config.hpp"

namespace tyto::cortex_m {

using word = std::uint32_t;  // two int16, or four int8, the first in the lowest bits

inline word load(const std::int8_t* from) {
  word w;
  __builtin_memcpy(&w, from, sizeof w);  // LDR takes any address
  return w;
}

// Bytes 0 and 2, or 1 and 3, as int16.
inline word sxtb16(word bytes) {
  word halves;
  asm("sxtb16 %0, %1" : "=r"(halves) : "r"(bytes));
  return halves;
}
inline word sxtb16_ror8(word bytes) {
  word halves;
  asm("sxtb16 %0, %1, ror #8" : "=r"(halves) : "r"(bytes));
  return halves;
}

// The same, added to `sums`, modulo 2^16.
inline word sxtab16(word sums, word bytes) {
  asm("sxtab16 %0, %1, %2" : "=r"(sums) : "r"(sums), "r"(bytes));
  return sums;
}
inline word sxtab16_ror8(word sums, word bytes) {
  asm("sxtab16 %0, %1, %2, ror #8" : "=r"(sums) : "r"(sums), "r"(bytes));
  return sums;
}

// The low halves of both.
inline word pkhbt(std::int32_t low, std::int32_t high) {
  word halves;
  asm("pkhbt %0, %1, %2, lsl #16" : "=r"(halves) : "r"(low), "r"(high));
  return halves;
}

// sum + a.low * b.low + a.high * b.high, modulo 2^32.
inline std::int32_t smlad(word a, word b, std::int32_t sum) {
  return __smlad(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b), sum);
}

// round(a * b / 2^32), ties upward; and the same added to `sum`.
inline std::int32_t smmulr(std::int32_t a, std::int32_t b) {
  std::int32_t high;
  asm("smmulr %0, %1, %2" : "=r"(high) : "r"(a), "r"(b));
  return high;
}
inline std::int32_t smmlar(std::int32_t a, std::int32_t b, std::int32_t sum) {
  std::int32_t high;
  asm("smmlar %0, %1, %2, %3" : "=r"(high) : "r"(a), "r"(b), "r"(sum));
  return high;
}

// The same without the sum; with b's halves exchanged; and sum + a.low * b.low - a.high * b.high.
inline std::int32_t smuad(word a, word b) {
  return __smuad(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b));
}
inline std::int32_t smladx(word a, word b, std::int32_t sum) {
  return __smladx(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b), sum);
}
inline std::int32_t smlsd(word a, word b, std::int32_t sum) {
  return __smlsd(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b), sum);
}

// sum + a's low half, or its high one, * b's low half, modulo 2^32.
inline std::int32_t smlabb(word a, std::int32_t b, std::int32_t sum) {
  return __smlabb(static_cast<std::int32_t>(a), b, sum);
}
inline std::int32_t smlatb(word a, std::int32_t b, std::int32_t sum) {
  return __smlatb(static_cast<std::int32_t>(a), b, sum);
}

// The high half of `high`, and of `low` the 16 bits from bit Shift on.
template <int Shift>
inline word pkhtb(std::int32_t high, std::int32_t low) {
  word halves;
  asm("pkhtb %0, %1, %2, asr %3" : "=r"(halves) : "r"(high), "r"(low), "i"(Shift));
  return halves;
}

// Half by half, modulo 2^16: sums, differences; low + b's high and high - b's low, and the other
// way round; halves of sums and of differences, rounded down.
inline word sadd16(word a, word b) {
  return static_cast<word>(__sadd16(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b)));
}
inline word ssub16(word a, word b) {
  return static_cast<word>(__ssub16(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b)));
}
inline word ssax(word a, word b) {
  return static_cast<word>(__ssax(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b)));
}
inline word sasx(word a, word b) {
  return static_cast<word>(__sasx(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b)));
}
inline word shadd16(word a, word b) {
  return static_cast<word>(__shadd16(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b)));
}
inline word shsub16(word a, word b) {
  return static_cast<word>(__shsub16(static_cast<int16x2_t>(a), static_cast<int16x2_t>(b)));
}

// The magnitude of each half; 2^15 of -2^15. (SSUB16, which tells SEL which are negative.)
inline word abs16(word a) {
  return __sel(static_cast<word>(__ssub16(0, static_cast<int16x2_t>(a))), a);
}

// Clamped to [-128, 127].
inline std::int32_t ssat8(std::int32_t x) {
  std::int32_t clamped;
  asm("ssat %0, #8, %1" : "=r"(clamped) : "r"(x));
  return clamped;
}

// The larger of each pair of bytes. (SSUB8, which tells SEL which is.)
inline word max8(word a, word b) {
  static_assert(sizeof(uint8x4_t) == sizeof(word));  // (and the same type, or converted to it)
  __ssub8(static_cast<int8x4_t>(a), static_cast<int8x4_t>(b));
  return __sel(a, b);
}

// Whether weights are joined where they can be (joined_tile.hpp): the faster way if its assembly
// can be had, or none.
inline constexpr bool joins = TYTO_ARM_FP_ASSEMBLY || !TYTO_ASSEMBLY;

// Sums of four pixels for two output channels, a and b.
struct tile {
  std::int32_t a0, a1, a2, a3;
  std::int32_t b0, b1, b2, b3;
};

// A step is two taps: four words of `taps`, one a pixel, and one of `weights`, whose bytes are
// a, b of the first tap and a, b of the second. multiply_tile takes four steps at a time until
// `weights` is `end`.
//
//   a sum of four pixels     taps        weights
//   a0 a1 a2 a3           x0 x1 x2 x3    a b a b    <- one step
#if TYTO_ASSEMBLY
// Every register has its place, so that none is given away: y is r7, which is kept on the stack,
// for it may be a frame pointer (-fno-omit-frame-pointer), and `end` lies beside it.
inline void multiply_tile(tile& sums, const word* taps, const word* weights, const word* end) {
// clang-format off
#define TYTO_STEP                         \
  "ldr %[b], [%[weights]], #4 \n"         \
  "ldrd %[x], r7, [%[taps]], #8 \n"       \
  "sxtb16 %[a], %[b] \n"                  \
  "sxtb16 %[b], %[b], ror #8 \n"          \
  "smlad %[a0], %[x], %[a], %[a0] \n"     \
  "smlad %[b0], %[x], %[b], %[b0] \n"     \
  "smlad %[a1], r7, %[a], %[a1] \n"       \
  "smlad %[b1], r7, %[b], %[b1] \n"       \
  "ldrd %[x], r7, [%[taps]], #8 \n"       \
  "smlad %[a2], %[x], %[a], %[a2] \n"     \
  "smlad %[b2], %[x], %[b], %[b2] \n"     \
  "smlad %[a3], r7, %[a], %[a3] \n"       \
  "smlad %[b3], r7, %[b], %[b3] \n"
  register std::int32_t a0 asm("r0") = sums.a0;
  register std::int32_t a1 asm("r1") = sums.a1;
  register std::int32_t a2 asm("r2") = sums.a2;
  register std::int32_t a3 asm("r3") = sums.a3;
  register std::int32_t b0 asm("r4") = sums.b0;
  register std::int32_t b1 asm("r5") = sums.b1;
  register std::int32_t b2 asm("r6") = sums.b2;
  register std::int32_t b3 asm("r8") = sums.b3;
  register const word* next_taps asm("r9") = taps;
  register const word* next_weights asm("r10") = weights;
  register word a asm("r11");
  register word b asm("r12");  // first the weights, then channel b's
  register const word* x asm("lr") = end;
  // clang-format on
  asm volatile(
      "push {r7} \n"
      "push {%[x]} \n"
      "1: \n" TYTO_STEP TYTO_STEP TYTO_STEP TYTO_STEP
      "ldr %[a], [sp] \n"
      "cmp %[a], %[weights] \n"
      "bne 1b \n"
      "add sp, sp, #4 \n"
      "pop {r7}"
      : [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3), [b0] "+r"(b0), [b1] "+r"(b1),
        [b2] "+r"(b2), [b3] "+r"(b3), [taps] "+r"(next_taps), [weights] "+r"(next_weights),
        [a] "=&r"(a), [b] "=&r"(b), [x] "+r"(x)
      :
      : "cc", "memory");
#undef TYTO_STEP
  sums = {a0, a1, a2, a3, b0, b1, b2, b3};
}
#else
inline void multiply_tile(tile& sums, const word* taps, const word* weights, const word* end) {
  tile t = sums;
  for (; weights != end; ++weights, taps += 4) {
    const word a = sxtb16(*weights);
    const word b = sxtb16_ror8(*weights);
    t = {smlad(taps[0], a, t.a0), smlad(taps[1], a, t.a1), smlad(taps[2], a, t.a2),
         smlad(taps[3], a, t.a3), smlad(taps[0], b, t.b0), smlad(taps[1], b, t.b1),
         smlad(taps[2], b, t.b2), smlad(taps[3], b, t.b3)};
  }
  sums = t;
}
#endif

}  // namespace tyto::cortex_m
