// SPDX-License-Identifier: Apache-2.0
// The products of a tile on 32-bit Arm: up to 4 pixels by 8 output channels. See
// float.hpp.
//
// Assembly, because the tile fills the register file and the compiler (GCC 12) neither keeps it
// there nor loads eight registers in one instruction:
//
//   q0 .. q3    four taps of each pixel; a lane of these scales a vector of weights
//   q4 .. q7    weights of two taps, 8 channels each
//   q8 .. q15   sums: pixel p has channels 0 to 3 in q(8 + 2p), 4 to 7 in q(9 + 2p)
//
// 32 multiply-accumulates to three loads.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/config.hpp"
#include "tyto/core/bit_cast.hpp"

#if TYTO_A32_ASSEMBLY

namespace tyto::neon::f32 {

#define TYTO_NEON_PIXEL(lo, hi, w_lo, w_hi, x) \
  "vmla.f32 " lo ", " w_lo ", " x              \
  "\n"                                         \
  "vmla.f32 " hi ", " w_hi ", " x "\n"

#define TYTO_NEON_TAP_1(w_lo, w_hi, x0, x1, x2, x3) TYTO_NEON_PIXEL("q8", "q9", w_lo, w_hi, x0)
#define TYTO_NEON_TAP_2(w_lo, w_hi, x0, x1, x2, x3) \
  TYTO_NEON_TAP_1(w_lo, w_hi, x0, x1, x2, x3) TYTO_NEON_PIXEL("q10", "q11", w_lo, w_hi, x1)
#define TYTO_NEON_TAP_3(w_lo, w_hi, x0, x1, x2, x3) \
  TYTO_NEON_TAP_2(w_lo, w_hi, x0, x1, x2, x3) TYTO_NEON_PIXEL("q12", "q13", w_lo, w_hi, x2)
#define TYTO_NEON_TAP_4(w_lo, w_hi, x0, x1, x2, x3) \
  TYTO_NEON_TAP_3(w_lo, w_hi, x0, x1, x2, x3) TYTO_NEON_PIXEL("q14", "q15", w_lo, w_hi, x3)

#define TYTO_NEON_QUAD(pixels, inputs)                                                             \
  "vldmia %[x]!, {" inputs                                                                         \
  "}\n"                                                                                            \
  "vldmia %[w]!, {d8-d15}\n" TYTO_NEON_TAP_##pixels("q4", "q5", "d0[0]", "d2[0]", "d4[0]",         \
                                                    "d6[0]")                                       \
      TYTO_NEON_TAP_##pixels(                                                                      \
          "q6", "q7", "d0[1]", "d2[1]", "d4[1]",                                                   \
          "d6[1]") "vldmia %[w]!, {d8-d15}\n" TYTO_NEON_TAP_##pixels("q4", "q5", "d1[0]", "d3[0]", \
                                                                     "d5[0]", "d7[0]")             \
          TYTO_NEON_TAP_##pixels("q6", "q7", "d1[1]", "d3[1]", "d5[1]", "d7[1]")

// A loop over four quads at a time, entered where the rest begins.
#define TYTO_NEON_QUADS(pixels, inputs) \
  ".if %c[quads] %% 4 == 1\n b 4f\n .elseif %c[quads] %% 4 == 2\n b 3f\n"         \
  ".elseif %c[quads] %% 4 == 3\n b 2f\n .endif\n"                                 \
  "1:\n" TYTO_NEON_QUAD(pixels, inputs)                                           \
  "2:\n" TYTO_NEON_QUAD(pixels, inputs)                                           \
  "3:\n" TYTO_NEON_QUAD(pixels, inputs)                                           \
  "4:\n" TYTO_NEON_QUAD(pixels, inputs)                                           \
  ".if %c[quads] > 4\n subs %[loops], %[loops], #1\n bne 1b\n .endif\n"

// The bias is loaded once a pixel: a load takes no longer than a move, and one instruction moves
// two registers.
#define TYTO_NEON_START_1 "vldmia %[w]!, {d16-d19}\n"
#define TYTO_NEON_START_2 "vldmia %[w], {d20-d23}\n" TYTO_NEON_START_1
#define TYTO_NEON_START_3 "vldmia %[w], {d24-d27}\n" TYTO_NEON_START_2
#define TYTO_NEON_START_4 "vldmia %[w], {d28-d31}\n" TYTO_NEON_START_3

#define TYTO_NEON_EACH_1(instruction, bound) TYTO_NEON_BOUND(instruction, "q8", "q9", bound)
#define TYTO_NEON_EACH_2(instruction, bound) \
  TYTO_NEON_EACH_1(instruction, bound) TYTO_NEON_BOUND(instruction, "q10", "q11", bound)
#define TYTO_NEON_EACH_3(instruction, bound) \
  TYTO_NEON_EACH_2(instruction, bound) TYTO_NEON_BOUND(instruction, "q12", "q13", bound)
#define TYTO_NEON_EACH_4(instruction, bound) \
  TYTO_NEON_EACH_3(instruction, bound) TYTO_NEON_BOUND(instruction, "q14", "q15", bound)
#define TYTO_NEON_BOUND(instruction, lo, hi, bound) \
  instruction " " lo ", " lo ", " bound "\n" instruction " " hi ", " hi ", " bound "\n"

#define TYTO_NEON_CLAMP(pixels) \
  ".if %c[has_min]\n vdup.32 q0, %[min]\n" TYTO_NEON_EACH_##pixels("vmax.f32", "q0") ".endif\n" \
  ".if %c[has_max]\n vdup.32 q1, %[max]\n" TYTO_NEON_EACH_##pixels("vmin.f32", "q1") ".endif\n"

#define TYTO_NEON_STORE_1 "vst1.32 {d16-d19}, [%[out]], %[step]\n"
#define TYTO_NEON_STORE_2 TYTO_NEON_STORE_1 "vst1.32 {d20-d23}, [%[out]], %[step]\n"
#define TYTO_NEON_STORE_3 TYTO_NEON_STORE_2 "vst1.32 {d24-d27}, [%[out]], %[step]\n"
#define TYTO_NEON_STORE_4 TYTO_NEON_STORE_3 "vst1.32 {d28-d31}, [%[out]], %[step]\n"

template <int Pixels, int Quads>
struct matrix_tile_a32 {
  static_assert(1 <= Pixels && Pixels <= 4 && Quads > 0);

  // One block: 8 outputs for each pixel, `step` bytes apart. `weights` moves on to the next block.
  template <bool HasMin, bool HasMax>
  [[gnu::always_inline]] static inline void store(const float* inputs, const float*& weights,
                                                  float min, float max, float* out,
                                                  std::ptrdiff_t step) {
    int loops = (Quads + 3) / 4;
    const auto min_bits = bit_cast<std::uint32_t>(min);
    const auto max_bits = bit_cast<std::uint32_t>(max);
#define TYTO_NEON_RUN(pixels, inputs_list)                                                       \
  asm volatile(TYTO_NEON_START_##pixels TYTO_NEON_QUADS(pixels, inputs_list)                     \
                   TYTO_NEON_CLAMP(pixels) TYTO_NEON_STORE_##pixels                              \
               : [x] "+&r"(inputs), [w] "+&r"(weights), [loops] "+&r"(loops), [out] "+&r"(out)   \
               : [step] "r"(step), [min] "r"(min_bits), [max] "r"(max_bits), [quads] "i"(Quads), \
                 [has_min] "i"(HasMin), [has_max] "i"(HasMax)                                    \
               : "cc", "memory", "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9",     \
                 "q10", "q11", "q12", "q13", "q14", "q15")
    if constexpr (Pixels == 1) {
      TYTO_NEON_RUN(1, "d0-d1");
    } else if constexpr (Pixels == 2) {
      TYTO_NEON_RUN(2, "d0-d3");
    } else if constexpr (Pixels == 3) {
      TYTO_NEON_RUN(3, "d0-d5");
    } else {
      TYTO_NEON_RUN(4, "d0-d7");
    }
#undef TYTO_NEON_RUN
  }
};

#undef TYTO_NEON_BOUND
#undef TYTO_NEON_CLAMP
#undef TYTO_NEON_EACH_1
#undef TYTO_NEON_EACH_2
#undef TYTO_NEON_EACH_3
#undef TYTO_NEON_EACH_4
#undef TYTO_NEON_PIXEL
#undef TYTO_NEON_QUAD
#undef TYTO_NEON_QUADS
#undef TYTO_NEON_START_1
#undef TYTO_NEON_START_2
#undef TYTO_NEON_START_3
#undef TYTO_NEON_START_4
#undef TYTO_NEON_STORE_1
#undef TYTO_NEON_STORE_2
#undef TYTO_NEON_STORE_3
#undef TYTO_NEON_STORE_4
#undef TYTO_NEON_TAP_1
#undef TYTO_NEON_TAP_2
#undef TYTO_NEON_TAP_3
#undef TYTO_NEON_TAP_4

}  // namespace tyto::neon::f32

#endif  // TYTO_A32_ASSEMBLY
