// SPDX-License-Identifier: Apache-2.0
// Sums of four pixels for two output channels, a and b, whose weights are joined: the 16 bits
//
//   n = a + 256 b
//
// are an operand of SMLAD as they lie in memory, and give sum x n = sum x a + 256 sum x b; SXTB16
// makes a of n. So a word of weights, n of two taps, takes one SXTB16 and not two, and b's sums are
// found at the end:
//
//   sum x b = (sum x n - sum x a) / 256
#pragma once

#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/arch/cortex_m/store.hpp"
#include "tyto/config.hpp"

namespace tyto::cortex_m {

// Whether weights a and b of a tap can be joined.
constexpr bool can_join(std::int8_t a, std::int8_t b) {
  return a + 256 * b >= -32768;
}

// n, and what unjoins it: the difference of both sums as b's.
constexpr word joined(std::int8_t a, std::int8_t b) {
  return static_cast<std::uint16_t>(a + 256 * b);
}
//
// It is right, whatever overflowed, if b's is less than 2^23: of so many taps.
inline constexpr int most_joined_taps = 256;
constexpr std::int32_t sum_of_b(std::int32_t sum_of_n, std::int32_t sum_of_a) {
  const word difference = static_cast<word>(sum_of_n) - static_cast<word>(sum_of_a);
  return static_cast<std::int32_t>(difference) >> 8;
}

struct joined_tile {
  std::int32_t a0, a1, a2, a3;  // sums of x a
  std::int32_t n0, n1, n2, n3;  // sums of x n, from where those of x a started
};

// Most steps of a call: the weights of so many fit the registers of the FPU.
inline constexpr int most_joined_steps = 32;
static_assert(2 * most_joined_steps <= most_joined_taps);

// How a layer's sums are made: by so many calls of multiply_joined, of so many steps; without calls
// where its weights are not joined. Layers of one way share their code.
struct sums_rule {
  int calls;
  int steps;
  bool pairs_only;  // an even number of channels
};

// A step is two taps: four words of `taps`, one a pixel, and one of `weights`. A call makes Steps
// of them, a multiple of 4.
//
// Everything is in registers, each in its place: sums of a in r0 to r3, of n in r8 to r11, four
// pixels' taps in r4 to r7 by one LDM; weights come from s0 to s31, so that they need no pointer,
// into lr. r7 is kept on the stack, for it may be a frame pointer (-fno-omit-frame-pointer).
#if TYTO_ARM_FP_ASSEMBLY
// clang-format off
// The sums so far stand where the first step finds them.
#define TYTO_STEP_FROM(weights, n0, n1, n2, n3, a0, a1, a2, a3) \
  "vmov lr, " weights " \n"                                     \
  "ldmia r12!, {r4, r5, r6, r7} \n"                             \
  "smlad r8, r4, lr, " n0 " \n"                                 \
  "smlad r9, r5, lr, " n1 " \n"                                 \
  "smlad r10, r6, lr, " n2 " \n"                                \
  "smlad r11, r7, lr, " n3 " \n"                                \
  "sxtb16 lr, lr \n"                                            \
  "smlad r0, r4, lr, " a0 " \n"                                 \
  "smlad r1, r5, lr, " a1 " \n"                                 \
  "smlad r2, r6, lr, " a2 " \n"                                 \
  "smlad r3, r7, lr, " a3 " \n"
#define TYTO_STEP(weights) \
  TYTO_STEP_FROM(weights, "r8", "r9", "r10", "r11", "r0", "r1", "r2", "r3")
#define TYTO_FOUR_STEPS(first, s0, s1, s2, s3) \
  ".if %c[steps] > " first " \n"               \
  TYTO_STEP(s0) TYTO_STEP(s1) TYTO_STEP(s2) TYTO_STEP(s3) ".endif \n"
#define TYTO_STEPS_BUT_THE_FIRST                 \
  TYTO_STEP("s1") TYTO_STEP("s2") TYTO_STEP("s3") \
  TYTO_FOUR_STEPS("4", "s4", "s5", "s6", "s7")   \
  TYTO_FOUR_STEPS("8", "s8", "s9", "s10", "s11") \
  TYTO_FOUR_STEPS("12", "s12", "s13", "s14", "s15") \
  TYTO_FOUR_STEPS("16", "s16", "s17", "s18", "s19") \
  TYTO_FOUR_STEPS("20", "s20", "s21", "s22", "s23") \
  TYTO_FOUR_STEPS("24", "s24", "s25", "s26", "s27") \
  TYTO_FOUR_STEPS("28", "s28", "s29", "s30", "s31")
#define TYTO_FLOAT_REGISTERS                                                                     \
  "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", \
  "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "s27",     \
  "s28", "s29", "s30", "s31"

template <int Steps>
[[gnu::always_inline]] inline void multiply_joined(joined_tile& sums, const word* taps,
                                                   const word* weights) {
  static_assert(Steps % 4 == 0 && Steps > 0 && Steps <= most_joined_steps);
  register std::int32_t a0 asm("r0") = sums.a0;
  register std::int32_t a1 asm("r1") = sums.a1;
  register std::int32_t a2 asm("r2") = sums.a2;
  register std::int32_t a3 asm("r3") = sums.a3;
  register std::int32_t n0 asm("r8");
  register std::int32_t n1 asm("r9");
  register std::int32_t n2 asm("r10");
  register std::int32_t n3 asm("r11");
  register const word* next_taps asm("r12") = taps;
  register const word* next_weights asm("lr") = weights;
  asm volatile(
      "push {r7} \n"
      "vldmia lr, {s0-s%c[last]} \n"
      TYTO_STEP_FROM("s0", "r0", "r1", "r2", "r3", "r0", "r1", "r2", "r3")
      TYTO_STEPS_BUT_THE_FIRST
      "pop {r7}"
      : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "=&r"(n0), "=&r"(n1), "=&r"(n2), "=&r"(n3),
        "+r"(next_taps), "+r"(next_weights)
      : [steps] "i"(Steps), [last] "i"(Steps - 1)
      : "memory", "r4", "r5", "r6", TYTO_FLOAT_REGISTERS);
  sums = {a0, a1, a2, a3, n0, n1, n2, n3};
}

// A tile as matrix.hpp's run_tile has it, all pairs and their bytes. What it goes on with lies on the
// stack:
//
//   sp + 0   taps        + 8   constants   + 16  channels         + 24  r7
//      + 4   weights     + 12  output      + 20  end of `output`
template <store_rule Rule, sums_rule Sums>
concept runs_joined = Rule.high_products && Rule.min == -128 && Rule.max == 127 &&
                      Sums.calls == 1 && Sums.pairs_only;
template <store_rule Rule, sums_rule Sums>
[[gnu::always_inline]] inline void run_joined(const word* taps, const word* weights,
                                              const channel* constants, int channels,
                                              std::int8_t* output) requires runs_joined<Rule, Sums> {
  static_assert(sizeof(channel) == 12);
  register const word* first_taps asm("r4") = taps;
  register const word* first_weights asm("r5") = weights;
  register const channel* first_constants asm("r6") = constants;
  register std::int8_t* first_output asm("r8") = output;
  register int all_channels asm("r9") = channels;
  register std::int8_t* end asm("r10") = output + channels;
#define TYTO_HIGH_PRODUCTS(p0, p1, p2, p3)                       \
  "smmlar " p0 ", " p0 ", r4, " p0 " \n"                         \
  "smmlar " p1 ", " p1 ", r4, " p1 " \n"                         \
  "smmlar " p2 ", " p2 ", r4, " p2 " \n"                         \
  "smmlar " p3 ", " p3 ", r4, " p3 " \n"                         \
  ".if %c[ties] \n"                                              \
  "add " p0 ", " p0 ", " p0 ", asr #31 \n"                       \
  "add " p1 ", " p1 ", " p1 ", asr #31 \n"                       \
  "add " p2 ", " p2 ", " p2 ", asr #31 \n"                       \
  "add " p3 ", " p3 ", " p3 ", asr #31 \n"                       \
  ".endif \n"                                                    \
  "smmlar " p0 ", " p0 ", r5, r6 \n"                             \
  "smmlar " p1 ", " p1 ", r5, r6 \n"                             \
  "smmlar " p2 ", " p2 ", r5, r6 \n"                             \
  "smmlar " p3 ", " p3 ", r5, r6 \n"                             \
  "ssat " p0 ", #8, " p0 " \n"                                   \
  "ssat " p1 ", #8, " p1 " \n"                                   \
  "ssat " p2 ", #8, " p2 " \n"                                   \
  "ssat " p3 ", #8, " p3 " \n"
  asm volatile(
      "push {r7} \n"
      "push {r4, r5, r6, r8, r9, r10} \n"
      "1: \n"
      "ldrd r12, lr, [sp] \n"
      "ldr r4, [sp, #8] \n"
      "vldmia lr!, {s0-s%c[last]} \n"
      "ldr r3, [r4] \n"  // a's bias
      "str lr, [sp, #4] \n"
      TYTO_STEP_FROM("s0", "r3", "r3", "r3", "r3", "r3", "r3", "r3", "r3")
      TYTO_STEPS_BUT_THE_FIRST
      "ldrd r12, r7, [sp, #8] \n"
      "ldrd r4, r5, [r12, #4] \n"
      "mov r6, %[zero] \n"
      "sub r8, r8, r0 \n"
      "sub r9, r9, r1 \n"
      "sub r10, r10, r2 \n"
      "sub r11, r11, r3 \n"
      TYTO_HIGH_PRODUCTS("r0", "r1", "r2", "r3")
      "ldr r4, [r12, #12] \n"  // b's bias
      "add r8, r4, r8, asr #8 \n"
      "add r9, r4, r9, asr #8 \n"
      "add r10, r4, r10, asr #8 \n"
      "add r11, r4, r11, asr #8 \n"
      "ldrd r4, r5, [r12, #16] \n"
      TYTO_HIGH_PRODUCTS("r8", "r9", "r10", "r11")
      "ldrd lr, r6, [sp, #16] \n"
      "add r12, r12, #24 \n"
      "add r4, r7, #2 \n"
      "strd r12, r4, [sp, #8] \n"
      "bfi r0, r8, #8, #8 \n"
      "bfi r1, r9, #8, #8 \n"
      "bfi r2, r10, #8, #8 \n"
      "bfi r3, r11, #8, #8 \n"
      "strh r0, [r7] \n"
      "strh r1, [r7, lr] \n"
      "add r7, r7, lr, lsl #1 \n"
      "strh r2, [r7] \n"
      "strh r3, [r7, lr] \n"
      "cmp r4, r6 \n"
      "bne 1b \n"
      "add sp, sp, #24 \n"
      "pop {r7}"
      : "+r"(first_taps), "+r"(first_weights), "+r"(first_constants), "+r"(first_output),
        "+r"(all_channels), "+r"(end)
      : [steps] "i"(Sums.steps), [last] "i"(Sums.steps - 1), [ties] "i"(int{Rule.ties_matter}),
        [zero] "i"(Rule.zero_point)
      : "memory", "cc", "r0", "r1", "r2", "r3", "r11", "r12", "lr", TYTO_FLOAT_REGISTERS);
#undef TYTO_HIGH_PRODUCTS
}
#undef TYTO_FLOAT_REGISTERS
#undef TYTO_STEPS_BUT_THE_FIRST
#undef TYTO_FOUR_STEPS
#undef TYTO_STEP
#undef TYTO_STEP_FROM
// clang-format on
#else
template <int Steps>
inline void multiply_joined(joined_tile& sums, const word* taps, const word* weights) {
  joined_tile t{sums.a0, sums.a1, sums.a2, sums.a3, sums.a0, sums.a1, sums.a2, sums.a3};
  for (int i = 0; i < Steps; ++i, taps += 4) {
    const word n = weights[i];
    const word a = sxtb16(n);
    t = {smlad(taps[0], a, t.a0), smlad(taps[1], a, t.a1), smlad(taps[2], a, t.a2),
         smlad(taps[3], a, t.a3), smlad(taps[0], n, t.n0), smlad(taps[1], n, t.n1),
         smlad(taps[2], n, t.n2), smlad(taps[3], n, t.n3)};
  }
  sums = t;
}
template <store_rule, sums_rule>
concept runs_joined = false;
#endif

}  // namespace tyto::cortex_m
