// SPDX-License-Identifier: Apache-2.0
// Neighbouring output pixels of a 3 x 3 depthwise convolution on 32-bit Arm, eight channels.
//
// Assembly, because it needs nearly every register, and the compiler (GCC 12) copies and spills.
//
//   d0 .. d8     weights, row by row
//   d9           2^k, by which 16-bit sums are multiplied as they are added up
//   q5, q6       multipliers of the lines (requantize_line.hpp)
//   q7, q8       16-bit sums of two products, in turns; then the offsets of the lines
//   d18 .. d26   inputs under the window: three columns, in turns
//   q14, q15     32-bit sums of channels 0 to 3 and 4 to 7
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/config.hpp"

namespace tyto::neon {

// Which output pixels of a row.
struct depthwise_segment {
  int stride = 1;            // 1 or 2
  int count = 1;             // of pixels, 1 to 8
  bool lacks_left = false;   // the window of the first lacks its left column
  bool lacks_right = false;  // that of the last lacks its right
  int skipped_before = 0;    // bytes of offsets for windows to the left of these
  int skipped_after = 0;     // and to the right

  // Columns of the input that the windows have.
  [[nodiscard]] constexpr int columns() const {
    return (count - 1) * stride + 3 - (lacks_left ? 1 : 0) - (lacks_right ? 1 : 0);
  }
};

// Stores the pixels of `blocks` times eight channels, `pixel` bytes apart like the input's. Each
// row points to the first column that is there. The constants of a block follow those of the one
// before; they are weights, multipliers and offsets of the windows that lack their left column,
// none, or their right.
template <depthwise_segment Segment, int FractionShift, int Low, int High>
void store_pixels(const std::int8_t* row0, const std::int8_t* row1, const std::int8_t* row2,
                  const std::int8_t* constants, int power, int blocks, std::int8_t* out,
                  std::ptrdiff_t pixel);

#if TYTO_A32_ASSEMBLY

// (The formatter would tear the instructions apart.)
// clang-format off

// Input (column, row).
#define TYTO_NEON_X(column, row) TYTO_NEON_X_##column##_##row
#define TYTO_NEON_X_0_0 "d18"
#define TYTO_NEON_X_0_1 "d19"
#define TYTO_NEON_X_0_2 "d20"
#define TYTO_NEON_X_1_0 "d21"
#define TYTO_NEON_X_1_1 "d22"
#define TYTO_NEON_X_1_2 "d23"
#define TYTO_NEON_X_2_0 "d24"
#define TYTO_NEON_X_2_1 "d25"
#define TYTO_NEON_X_2_2 "d26"
#define TYTO_NEON_LOAD(column)                                     \
  "vld1.8 {" TYTO_NEON_X(column, 0) "}, [%[row0]], %[step]\n"      \
  "vld1.8 {" TYTO_NEON_X(column, 1) "}, [%[row1]], %[step]\n"      \
  "vld1.8 {" TYTO_NEON_X(column, 2) "}, [%[row2]], %[step]\n"

// Products to a 16-bit sum; a 16-bit sum to the 32-bit sums.
#define TYTO_NEON_FIRST(sum, x, w) "vmull.s8 " sum ", " x ", " w "\n"
#define TYTO_NEON_PAIR(sum, x, w, next_x, next_w) \
  TYTO_NEON_FIRST(sum, x, w) "vmlal.s8 " sum ", " next_x ", " next_w "\n"
#define TYTO_NEON_ADD(multiply, low, high) \
  multiply " q14, " low ", d9\n" multiply " q15, " high ", d9\n"

// Two columns, a and b, of a window at the border; u and v are their weights.
#define TYTO_NEON_SIX(a, b, u0, u1, u2, v0, v1, v2)                             \
  TYTO_NEON_PAIR("q7", TYTO_NEON_X(a, 0), u0, TYTO_NEON_X(a, 1), u1)            \
  TYTO_NEON_PAIR("q8", TYTO_NEON_X(a, 2), u2, TYTO_NEON_X(b, 0), v0)            \
  TYTO_NEON_ADD("vmull.s16", "d14", "d15")                                      \
  TYTO_NEON_PAIR("q7", TYTO_NEON_X(b, 1), v1, TYTO_NEON_X(b, 2), v2)            \
  TYTO_NEON_ADD("vmlal.s16", "d16", "d17")                                      \
  TYTO_NEON_ADD("vmlal.s16", "d14", "d15")

// A whole window.
#define TYTO_NEON_NINE(a, b, c)                                                 \
  TYTO_NEON_PAIR("q7", TYTO_NEON_X(a, 0), "d0", TYTO_NEON_X(a, 1), "d3")        \
  TYTO_NEON_PAIR("q8", TYTO_NEON_X(a, 2), "d6", TYTO_NEON_X(b, 0), "d1")        \
  TYTO_NEON_ADD("vmull.s16", "d14", "d15")                                      \
  TYTO_NEON_PAIR("q7", TYTO_NEON_X(b, 1), "d4", TYTO_NEON_X(b, 2), "d7")        \
  TYTO_NEON_ADD("vmlal.s16", "d16", "d17")                                      \
  TYTO_NEON_PAIR("q8", TYTO_NEON_X(c, 0), "d2", TYTO_NEON_X(c, 1), "d5")        \
  TYTO_NEON_ADD("vmlal.s16", "d14", "d15")                                      \
  TYTO_NEON_FIRST("q7", TYTO_NEON_X(c, 2), "d8")                                \
  TYTO_NEON_ADD("vmlal.s16", "d16", "d17")                                      \
  TYTO_NEON_ADD("vmlal.s16", "d14", "d15")

#define TYTO_NEON_CLAMP(limit, open, instruction)                    \
  ".if %c[" limit "] != " open "\n"                                  \
  "vmov.i8 d29, #(%c[" limit "] & 255)\n"                            \
  instruction " d28, d28, d29\n"                                     \
  ".endif\n"
#define TYTO_NEON_STORE(offsets)                                     \
  "vldmia " offsets ", {d14-d17}\n"                                  \
  "vqrdmulh.s32 q14, q14, q5\n"                                      \
  "vqrdmulh.s32 q15, q15, q6\n"                                      \
  "vaddhn.i32 d28, q14, q7\n"                                        \
  "vaddhn.i32 d29, q15, q8\n"                                        \
  ".if %c[fraction] > 0\n"                                           \
  "vqshrn.s16 d28, q14, #%c[fraction]\n"                             \
  ".else\n"                                                          \
  "vqmovn.s16 d28, q14\n"                                            \
  ".endif\n"                                                         \
  TYTO_NEON_CLAMP("low", "-128", "vmax.s8")                          \
  TYTO_NEON_CLAMP("high", "127", "vmin.s8")                          \
  "vst1.8 {d28}, [%[out]], %[step]\n"

// Pixel i, whose window has columns a, b and c. What it does not share with the window before is
// loaded first. Offsets are read in the order left, inner, right; the inner ones stay until the last
// inner pixel.
#define TYTO_NEON_PIXEL(i, a, b, c)                                               \
  ".if %c[count] > " #i "\n"                                                      \
  ".if " #i " == 0 && %c[lacks_left] == 0\n" TYTO_NEON_LOAD(a) ".endif\n"         \
  ".if " #i " == 0 || %c[stride] == 2\n" TYTO_NEON_LOAD(b) ".endif\n"             \
  ".if %c[lacks_right] && %c[count] == " #i " + 1\n"                              \
  TYTO_NEON_SIX(a, b, "d0", "d3", "d6", "d1", "d4", "d7")                         \
  ".if %c[count] == 1 + %c[lacks_left]\n add %[k], %[k], #32\n .endif\n"         \
  TYTO_NEON_STORE("%[k]!")                                                        \
  ".else\n" TYTO_NEON_LOAD(c)                                                     \
  ".if %c[lacks_left] && " #i " == 0\n"                                           \
  TYTO_NEON_SIX(b, c, "d1", "d4", "d7", "d2", "d5", "d8")                         \
  TYTO_NEON_STORE("%[k]!")                                                        \
  ".elseif %c[count] - %c[lacks_right] == " #i " + 1\n"                           \
  TYTO_NEON_NINE(a, b, c)                                                         \
  TYTO_NEON_STORE("%[k]!")                                                        \
  ".else\n"                                                                       \
  TYTO_NEON_NINE(a, b, c)                                                         \
  TYTO_NEON_STORE("%[k]")                                                         \
  ".endif\n.endif\n.endif\n"

// Windows that step by one column keep two, that step by two keep one.
#define TYTO_NEON_PIXELS_1                                                            \
  TYTO_NEON_PIXEL(0, 0, 1, 2) TYTO_NEON_PIXEL(1, 1, 2, 0) TYTO_NEON_PIXEL(2, 2, 0, 1) \
  TYTO_NEON_PIXEL(3, 0, 1, 2) TYTO_NEON_PIXEL(4, 1, 2, 0) TYTO_NEON_PIXEL(5, 2, 0, 1) \
  TYTO_NEON_PIXEL(6, 0, 1, 2) TYTO_NEON_PIXEL(7, 1, 2, 0)
#define TYTO_NEON_PIXELS_2                                                            \
  TYTO_NEON_PIXEL(0, 0, 1, 2) TYTO_NEON_PIXEL(1, 2, 0, 1) TYTO_NEON_PIXEL(2, 1, 2, 0) \
  TYTO_NEON_PIXEL(3, 0, 1, 2) TYTO_NEON_PIXEL(4, 2, 0, 1) TYTO_NEON_PIXEL(5, 1, 2, 0) \
  TYTO_NEON_PIXEL(6, 0, 1, 2) TYTO_NEON_PIXEL(7, 2, 0, 1)

// clang-format on

template <depthwise_segment Segment, int FractionShift, int Low, int High>
[[gnu::always_inline]] inline void store_pixels(const std::int8_t* row0, const std::int8_t* row1,
                                                const std::int8_t* row2,
                                                const std::int8_t* constants, int power, int blocks,
                                                std::int8_t* out, std::ptrdiff_t pixel) {
  static_assert(0 < Segment.count && Segment.count <= 8 &&
                (Segment.stride == 1 || Segment.stride == 2));
  // From behind the last pixel of a block to the first of the next.
  const std::ptrdiff_t rewind_row = Segment.columns() * pixel - 8;
  const std::ptrdiff_t rewind_out = Segment.count * pixel - 8;
// clang-format off
#define TYTO_NEON_RUN(pixels)                                                                   \
  asm volatile("vdup.16 d9, %[power]\n"                                                         \
               "1:\n"                                                                           \
               "vldmia %[k]!, {d0-d8}\n"                                                        \
               "vldmia %[k]!, {d10-d13}\n"                                                      \
               ".if %c[before]\n add %[k], %[k], #%c[before]\n .endif\n" pixels                \
               ".if %c[after]\n add %[k], %[k], #%c[after]\n .endif\n"                         \
               "sub %[row0], %[row0], %[rewind_row]\n"                                          \
               "sub %[row1], %[row1], %[rewind_row]\n"                                          \
               "sub %[row2], %[row2], %[rewind_row]\n"                                          \
               "sub %[out], %[out], %[rewind_out]\n"                                            \
               "subs %[blocks], %[blocks], #1\n"                                                \
               "bne 1b\n"                                                                       \
               : [row0] "+&r"(row0), [row1] "+&r"(row1), [row2] "+&r"(row2), [out] "+&r"(out),      \
                 [k] "+&r"(constants), [blocks] "+&r"(blocks)                                     \
               : [power] "r"(power), [step] "r"(pixel), [rewind_row] "r"(rewind_row),           \
                 [rewind_out] "r"(rewind_out), [count] "i"(Segment.count),                      \
                 [stride] "i"(Segment.stride), [lacks_left] "i"(Segment.lacks_left ? 1 : 0),    \
                 [lacks_right] "i"(Segment.lacks_right ? 1 : 0),                                \
                 [before] "i"(Segment.skipped_before), [after] "i"(Segment.skipped_after),      \
                 [fraction] "i"(FractionShift), [low] "i"(Low), [high] "i"(High)                \
               : "cc", "memory", "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9",    \
                 "q10", "q11", "q12", "q13", "q14", "q15")
  // clang-format on
  if constexpr (Segment.stride == 1) {
    TYTO_NEON_RUN(TYTO_NEON_PIXELS_1);
  } else {
    TYTO_NEON_RUN(TYTO_NEON_PIXELS_2);
  }
#undef TYTO_NEON_RUN
}

#undef TYTO_NEON_X
#undef TYTO_NEON_X_0_0
#undef TYTO_NEON_X_0_1
#undef TYTO_NEON_X_0_2
#undef TYTO_NEON_X_1_0
#undef TYTO_NEON_X_1_1
#undef TYTO_NEON_X_1_2
#undef TYTO_NEON_X_2_0
#undef TYTO_NEON_X_2_1
#undef TYTO_NEON_X_2_2
#undef TYTO_NEON_LOAD
#undef TYTO_NEON_FIRST
#undef TYTO_NEON_PAIR
#undef TYTO_NEON_ADD
#undef TYTO_NEON_SIX
#undef TYTO_NEON_NINE
#undef TYTO_NEON_CLAMP
#undef TYTO_NEON_STORE
#undef TYTO_NEON_PIXEL
#undef TYTO_NEON_PIXELS_1
#undef TYTO_NEON_PIXELS_2

#endif  // TYTO_A32_ASSEMBLY

}  // namespace tyto::neon
