// SPDX-License-Identifier: Apache-2.0
// The products of a tile on 32-bit Arm: up to 5 pixels by 8 output channels. See tile/int8.hpp.
//
// Assembly, because the tile fills the register file to the last accumulator and the compiler (GCC
// 12) neither keeps it there nor loads several registers in one instruction:
//
//   d0 .. d4    four taps of each pixel; a lane of these scales a vector of weights
//   d8 .. d11   weights of two taps, 8 channels each; or, of four taps, bytes that are widened in
//               turn to q3, q4, q3 and q5
//   q6 .. q15   sums: pixel p has channels 0 to 3 in q(6 + 2p), 4 to 7 in q(7 + 2p)
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/config.hpp"

#if TYTO_A32_ASSEMBLY

namespace tyto::neon {

// (The formatter would tear the instructions apart.)
// clang-format off
#define TYTO_NEON_PIXEL(multiply, lo, hi, w_lo, w_hi, x, tap)    \
  multiply " " lo ", " w_lo ", " x "[" tap "]\n" multiply " " hi \
           ", " w_hi ", " x "[" tap "]\n"

#define TYTO_NEON_TAP_1(multiply, w_lo, w_hi, tap) \
  TYTO_NEON_PIXEL(multiply, "q6", "q7", w_lo, w_hi, "d0", tap)
#define TYTO_NEON_TAP_2(multiply, w_lo, w_hi, tap) \
  TYTO_NEON_TAP_1(multiply, w_lo, w_hi, tap)       \
  TYTO_NEON_PIXEL(multiply, "q8", "q9", w_lo, w_hi, "d1", tap)
#define TYTO_NEON_TAP_3(multiply, w_lo, w_hi, tap) \
  TYTO_NEON_TAP_2(multiply, w_lo, w_hi, tap)       \
  TYTO_NEON_PIXEL(multiply, "q10", "q11", w_lo, w_hi, "d2", tap)
#define TYTO_NEON_TAP_4(multiply, w_lo, w_hi, tap) \
  TYTO_NEON_TAP_3(multiply, w_lo, w_hi, tap)       \
  TYTO_NEON_PIXEL(multiply, "q12", "q13", w_lo, w_hi, "d3", tap)
#define TYTO_NEON_TAP_5(multiply, w_lo, w_hi, tap) \
  TYTO_NEON_TAP_4(multiply, w_lo, w_hi, tap)       \
  TYTO_NEON_PIXEL(multiply, "q14", "q15", w_lo, w_hi, "d4", tap)

#define TYTO_NEON_WIDEN(q, d)                      \
  ".if %c[shift] > 0\n"                            \
  "vshll.s8 " q ", " d ", #%c[shift]\n"            \
  ".else\n"                                        \
  "vmovl.s8 " q ", " d "\n"                        \
  ".endif\n"

// Four taps; the first instruction of a sum starts it. (Weights are widened one tap ahead, so that
// none is waited for.)
#define TYTO_NEON_QUAD(pixels, inputs, multiply)                 \
  "vldmia %[x]!, {" inputs "}\n"                                 \
  "vldmia %[w]!, {d8-d11}\n"                                     \
  ".if %c[weight_bytes] == 1\n"                                  \
  TYTO_NEON_WIDEN("q3", "d8")                                    \
  TYTO_NEON_WIDEN("q4", "d9")                                    \
  TYTO_NEON_TAP_##pixels(multiply, "d6", "d7", "0")              \
  TYTO_NEON_WIDEN("q3", "d10")                                   \
  TYTO_NEON_TAP_##pixels("vmlal.s16", "d8", "d9", "1")           \
  TYTO_NEON_WIDEN("q5", "d11")                                   \
  TYTO_NEON_TAP_##pixels("vmlal.s16", "d6", "d7", "2")           \
  ".else\n"                                                      \
  TYTO_NEON_TAP_##pixels(multiply, "d8", "d9", "0")              \
  TYTO_NEON_TAP_##pixels("vmlal.s16", "d10", "d11", "1")         \
  "vldmia %[w]!, {d8-d11}\n"                                     \
  TYTO_NEON_TAP_##pixels("vmlal.s16", "d8", "d9", "2")           \
  ".endif\n"                                                     \
  TYTO_NEON_TAP_##pixels("vmlal.s16", "d10", "d11", "3")

// All quads: the first, and a loop over five at a time that is entered where the rest begins.
#define TYTO_NEON_PRODUCTS(pixels, inputs)                                              \
  TYTO_NEON_QUAD(pixels, inputs, "vmull.s16")                                           \
  ".if %c[rest] > 0\n"                                                                  \
  ".if %c[rest] %% 5 == 1\n b 5f\n .elseif %c[rest] %% 5 == 2\n b 4f\n"                 \
  ".elseif %c[rest] %% 5 == 3\n b 3f\n .elseif %c[rest] %% 5 == 4\n b 2f\n .endif\n"   \
  "1:\n" TYTO_NEON_QUAD(pixels, inputs, "vmlal.s16")                                    \
  "2:\n" TYTO_NEON_QUAD(pixels, inputs, "vmlal.s16")                                    \
  "3:\n" TYTO_NEON_QUAD(pixels, inputs, "vmlal.s16")                                    \
  "4:\n" TYTO_NEON_QUAD(pixels, inputs, "vmlal.s16")                                    \
  "5:\n" TYTO_NEON_QUAD(pixels, inputs, "vmlal.s16")                                    \
  ".if %c[rest] > 5\n subs %[loops], %[loops], #1\n bne 1b\n .endif\n"                  \
  ".endif\n"

#define TYTO_NEON_STORE_1(step) TYTO_NEON_##step("6", "7", "12", "13")
#define TYTO_NEON_STORE_2(step) TYTO_NEON_STORE_1(step) TYTO_NEON_##step("8", "9", "16", "17")
#define TYTO_NEON_STORE_3(step) TYTO_NEON_STORE_2(step) TYTO_NEON_##step("10", "11", "20", "21")
#define TYTO_NEON_STORE_4(step) TYTO_NEON_STORE_3(step) TYTO_NEON_##step("12", "13", "24", "25")
#define TYTO_NEON_STORE_5(step) TYTO_NEON_STORE_4(step) TYTO_NEON_##step("14", "15", "28", "29")

#define TYTO_NEON_SCALE(q_lo, q_hi, d_lo, d_hi) \
  "vqrdmulh.s32 q" q_lo ", q" q_lo ", q0\n"     \
  "vqrdmulh.s32 q" q_hi ", q" q_hi ", q1\n"
#define TYTO_NEON_OFFSET(q_lo, q_hi, d_lo, d_hi) \
  "vaddhn.i32 d" d_lo ", q" q_lo ", q2\n"        \
  "vaddhn.i32 d" d_hi ", q" q_hi ", q3\n"
#define TYTO_NEON_NARROW(q_lo, q_hi, d_lo, d_hi)                  \
  ".if %c[fraction] > 0\n"                                        \
  "vqshrn.s16 d" d_lo ", q" q_lo ", #%c[fraction]\n"              \
  ".else\n"                                                       \
  "vqmovn.s16 d" d_lo ", q" q_lo "\n"                             \
  ".endif\n"
#define TYTO_NEON_CLAMP(q_lo, q_hi, d_lo, d_hi)                              \
  ".if %c[low] > -128\n vmax.s8 d" d_lo ", d" d_lo ", d8\n .endif\n"         \
  ".if %c[high] < 127\n vmin.s8 d" d_lo ", d" d_lo ", d9\n .endif\n"
#define TYTO_NEON_WRITE(q_lo, q_hi, d_lo, d_hi) "vst1.8 {d" d_lo "}, [%[out]], %[step]\n"

// Sums to bytes in memory, by a line a channel (int8/requantize_line.hpp).
#define TYTO_NEON_STORE_LINES(pixels)                                \
  "vldmia %[lines]!, {d0-d7}\n"                                      \
  ".if %c[low] > -128\n vmov.i8 d8, #(%c[low] & 255)\n .endif\n"     \
  ".if %c[high] < 127\n vmov.i8 d9, #(%c[high] & 255)\n .endif\n"    \
  TYTO_NEON_STORE_##pixels(SCALE)                                    \
  TYTO_NEON_STORE_##pixels(OFFSET)                                   \
  TYTO_NEON_STORE_##pixels(NARROW)                                   \
  TYTO_NEON_STORE_##pixels(CLAMP)                                    \
  TYTO_NEON_STORE_##pixels(WRITE)

#define TYTO_NEON_ALL_VECTORS                                                                     \
  "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10", "q11", "q12", "q13", "q14", \
      "q15"

// clang-format on

template <int Pixels, int Quads, class Weight, int WeightShift>
struct matrix_tile_a32 {
  static_assert(1 <= Pixels && Pixels <= 5);
  static_assert(0 <= WeightShift && WeightShift <= 7);
  static constexpr int rest = Quads - 1;

  // Sums of 8 channels for every pixel, to `sums` [Pixels][8]. `weights` moves on to the next
  // block.
  [[gnu::always_inline]] static inline void sum(const std::int16_t* inputs, const Weight*& weights,
                                                std::int32_t* sums) {
    int loops = (rest + 4) / 5;
#define TYTO_NEON_RUN(pixels, inputs_list, store_sums)                                           \
  asm volatile(TYTO_NEON_PRODUCTS(pixels, inputs_list) store_sums                                \
               : [x] "+&r"(inputs), [w] "+&r"(weights), [loops] "+&r"(loops), [sums] "+&r"(sums) \
               : [rest] "i"(rest), [weight_bytes] "i"(sizeof(Weight)), [shift] "i"(WeightShift)  \
               : "cc", "memory", TYTO_NEON_ALL_VECTORS)
    if constexpr (Pixels == 1) {
      TYTO_NEON_RUN(1, "d0", "vstmia %[sums], {d12-d15}\n");
    } else if constexpr (Pixels == 2) {
      TYTO_NEON_RUN(2, "d0-d1", "vstmia %[sums], {d12-d19}\n");
    } else if constexpr (Pixels == 3) {
      TYTO_NEON_RUN(3, "d0-d2", "vstmia %[sums], {d12-d23}\n");
    } else if constexpr (Pixels == 4) {
      TYTO_NEON_RUN(4, "d0-d3", "vstmia %[sums], {d12-d27}\n");
    } else {
      TYTO_NEON_RUN(5, "d0-d4", "vstmia %[sums]!, {d12-d27}\nvstmia %[sums], {d28-d31}\n");
    }
#undef TYTO_NEON_RUN
  }

  // The same, stored by `lines` (8 multipliers, 8 offsets; moves on to the next block) as 8 bytes
  // for each pixel, `step` bytes apart.
  template <int FractionShift, int Low, int High>
  [[gnu::always_inline]] static inline void store(const std::int16_t* inputs,
                                                  const Weight*& weights,
                                                  const std::int32_t*& lines, std::int8_t* out,
                                                  std::ptrdiff_t step) {
    int loops = (rest + 4) / 5;
#define TYTO_NEON_RUN(pixels, inputs_list)                                                        \
  asm volatile(                                                                                   \
      TYTO_NEON_PRODUCTS(pixels, inputs_list) TYTO_NEON_STORE_LINES(pixels)                       \
      : [x] "+&r"(inputs), [w] "+&r"(weights), [loops] "+&r"(loops), [lines] "+&r"(lines),        \
        [out] "+&r"(out)                                                                          \
      : [step] "r"(step), [rest] "i"(rest), [weight_bytes] "i"(sizeof(Weight)),                   \
        [shift] "i"(WeightShift), [fraction] "i"(FractionShift), [low] "i"(Low), [high] "i"(High) \
      : "cc", "memory", TYTO_NEON_ALL_VECTORS)
    if constexpr (Pixels == 1) {
      TYTO_NEON_RUN(1, "d0");
    } else if constexpr (Pixels == 2) {
      TYTO_NEON_RUN(2, "d0-d1");
    } else if constexpr (Pixels == 3) {
      TYTO_NEON_RUN(3, "d0-d2");
    } else if constexpr (Pixels == 4) {
      TYTO_NEON_RUN(4, "d0-d3");
    } else {
      TYTO_NEON_RUN(5, "d0-d4");
    }
#undef TYTO_NEON_RUN
  }
};

#undef TYTO_NEON_ALL_VECTORS
#undef TYTO_NEON_CLAMP
#undef TYTO_NEON_NARROW
#undef TYTO_NEON_OFFSET
#undef TYTO_NEON_PIXEL
#undef TYTO_NEON_PRODUCTS
#undef TYTO_NEON_QUAD
#undef TYTO_NEON_SCALE
#undef TYTO_NEON_STORE_1
#undef TYTO_NEON_STORE_2
#undef TYTO_NEON_STORE_3
#undef TYTO_NEON_STORE_4
#undef TYTO_NEON_STORE_5
#undef TYTO_NEON_STORE_LINES
#undef TYTO_NEON_TAP_1
#undef TYTO_NEON_TAP_2
#undef TYTO_NEON_TAP_3
#undef TYTO_NEON_TAP_4
#undef TYTO_NEON_TAP_5
#undef TYTO_NEON_WIDEN
#undef TYTO_NEON_WRITE

}  // namespace tyto::neon

#endif  // TYTO_A32_ASSEMBLY
