// SPDX-License-Identifier: Apache-2.0
// arch::avx2: 256-bit vectors, products in pairs by VPMADDWD. AVX2 and FMA.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "tyto/arch/vector/all.hpp"
#include "tyto/arch/x86/add.hpp"
#include "tyto/arch/x86/average_pool.hpp"
#include "tyto/arch/x86/conv2d.hpp"
#include "tyto/arch/x86/depthwise.hpp"
#include "tyto/arch/x86/fully_connected.hpp"
#include "tyto/arch/x86/global_average_pool.hpp"
#include "tyto/arch/x86/matrix_weights.hpp"
#include "tyto/arch/x86/max_pool.hpp"
#include "tyto/arch/x86/mean.hpp"
#include "tyto/arch/x86/pointwise.hpp"
#include "tyto/arch/x86/requantize.hpp"
#include "tyto/arch/x86/rows.hpp"
#include "tyto/arch/x86/tiling.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

namespace tyto::x86::avx2 {

using raw = __m256i;  // bits of any kind
// Accumulators. A type of their own, of int lanes, because GCC 12 gives a variable of the
// intrinsics' type, which has 64-bit lanes, a second register wherever an instruction takes it as
// int lanes.
using vec = int __attribute__((vector_size(32)));

// The ISA's surface: everything the kernels ask of it. Accumulators are int32 lanes; "stored" is
// an int8 as the tensor has it, "staged" as matrix_weights.hpp has it. No address need be aligned.
struct unit {
  static constexpr int lanes = 8;   // int32 in a vector
  static constexpr int taps = 2;    // products a lane in one dot()
  static constexpr int bytes = 32;  // in a vector
  // Most accumulators of a tile, beside which its weights and one input must find registers.
  static constexpr int tile_vectors = 8;
  static constexpr line_rounding rounding = line_rounding::nearest;

  [[gnu::always_inline]] static raw load(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
  }
  [[gnu::always_inline]] static vec load_ints(const std::int32_t* from) { return vec(load(from)); }
  [[gnu::always_inline]] static void store(void* to, raw v) {
    _mm256_storeu_si256(static_cast<__m256i*>(to), v);
  }

  // Keeps the compiler from loading a value again where it is used, and from loading it long
  // before.
  [[gnu::always_inline]] static raw in_register(raw v) {
    __asm__ volatile("" : "+x"(v));
    return v;
  }

  // The first N bytes, zeros after them; not a byte more is touched.
  template <int N>
  [[gnu::always_inline]] static raw load_bytes(const void* from) {
    if constexpr (N >= bytes) {
      return load(from);
    } else {
      alignas(bytes) unsigned char copy[bytes] = {};
      __builtin_memcpy(copy, from, N);
      return load(copy);
    }
  }
  // The first N stored values as ints.
  template <int N>
  [[gnu::always_inline]] static vec load_stored(const std::int8_t* from) {
    std::int64_t stored = 0;
    __builtin_memcpy(&stored, from, N < lanes ? N : lanes);
    return vec(_mm256_cvtepi8_epi32(_mm_cvtsi64_si128(stored)));
  }
  template <int N>
  [[gnu::always_inline]] static void store_bytes(void* to, raw v) {
    if constexpr (N >= bytes) {
      store(to, v);
    } else if constexpr (N == 16) {
      _mm_storeu_si128(static_cast<__m128i*>(to), _mm256_castsi256_si128(v));
    } else if constexpr (N == 8) {
      _mm_storel_epi64(static_cast<__m128i*>(to), _mm256_castsi256_si128(v));
    } else {
      alignas(bytes) unsigned char copy[bytes];
      store(copy, v);
      __builtin_memcpy(to, copy, N);
    }
  }

  // Four bytes in every lane.
  [[gnu::always_inline]] static raw broadcast(const void* dword) {
    int value;
    __builtin_memcpy(&value, dword, sizeof value);
    return _mm256_set1_epi32(value);
  }
  [[gnu::always_inline]] static raw broadcast_byte(int value) {
    return _mm256_set1_epi8(static_cast<char>(value));
  }

  // acc + the products of each lane's taps.
  [[gnu::always_inline]] static vec dot(vec acc, raw staged, raw weights) {
    return vec(_mm256_add_epi32(raw(acc), _mm256_madd_epi16(staged, weights)));
  }

  // Weights of 1.
  [[gnu::always_inline]] static raw ones() { return _mm256_set1_epi16(1); }

  // Stored bytes to unsigned ones, 128 more.
  [[gnu::always_inline]] static raw shift_to_unsigned(raw stored) {
    return _mm256_xor_si256(stored, broadcast_byte(-128));
  }

  // N stored values to staged ones.
  template <int N>
  [[gnu::always_inline]] static void stage(std::uint8_t* to, const std::int8_t* from) {
    for (int i = 0; i + 16 <= N; i += 16)
      widen(to + 2 * i, from + i);
    if constexpr (N % 16 != 0 && N > 16) widen(to + 2 * (N - 16), from + (N - 16));
    if constexpr (N < 16) {
      alignas(16) std::int8_t copy[16] = {};
      alignas(16) std::uint8_t staged[32];
      __builtin_memcpy(copy, from, N);
      widen(staged, copy);
      __builtin_memcpy(to, staged, 2 * N);
    }
  }

  // `size` bytes of staged values.
  static void fill_staged(std::uint8_t* to, int size, int value) {
    const auto staged = static_cast<std::int16_t>(value);
    for (int i = 0; i < size; i += 2)
      __builtin_memcpy(to + i, &staged, 2);
  }

  // Unsigned channels of columns next to each other, on their way to staged dwords; half of a
  // dword's columns.
  struct half_dwords {
    raw low;
    raw high;
  };
  [[gnu::always_inline]] static half_dwords join(const raw (&columns)[1]) {
    const raw zero = _mm256_setzero_si256();
    return {_mm256_unpacklo_epi8(columns[0], zero), _mm256_unpackhi_epi8(columns[0], zero)};
  }
  // Staged dwords, each the taps of one channel: four vectors of lanes in block order.
  [[gnu::always_inline]] static void join(half_dwords left, half_dwords right, raw (&dwords)[4]) {
    dwords[0] = _mm256_unpacklo_epi16(left.low, right.low);
    dwords[1] = _mm256_unpackhi_epi16(left.low, right.low);
    dwords[2] = _mm256_unpacklo_epi16(left.high, right.high);
    dwords[3] = _mm256_unpackhi_epi16(left.high, right.high);
  }

  // The stored value, before it is saturated to bytes.
  template <bool TiesBelowZero>
  [[gnu::always_inline]] static vec on_line(vec acc, const line_vector<lanes>& l) {
    __m256 shift = _mm256_loadu_ps(l.shift[1]);
    if constexpr (TiesBelowZero) {
      // The blend looks at the sign bit alone.
      shift = _mm256_blendv_ps(shift, _mm256_loadu_ps(l.shift[0]), _mm256_castsi256_ps(raw(acc)));
    }
    return vec(_mm256_cvtps_epi32(
        _mm256_fmadd_ps(_mm256_cvtepi32_ps(raw(acc)), _mm256_loadu_ps(l.scale), shift)));
  }

  // The requantised value, without the zero point.
  [[gnu::always_inline]] static vec fixed(vec acc, const fixed_vector<lanes>& f) {
    const raw x = _mm256_sllv_epi32(raw(acc), load(f.left));
    const raw mantissa = load(f.mantissa);
    const raw even = fixed_half(_mm256_mul_epi32(x, mantissa), f, 0);
    const raw odd = fixed_half(
        _mm256_mul_epi32(_mm256_srli_epi64(x, 32), _mm256_srli_epi64(mantissa, 32)), f, lanes / 2);
    return vec(_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa));
  }

  // Vectors A and B of a block, or C and D, to int16, saturated; then both to the block's bytes.
  [[gnu::always_inline]] static raw pack_words(vec a, vec b) {
    return _mm256_packs_epi32(raw(a), raw(b));
  }
  [[gnu::always_inline]] static raw pack_bytes(raw ab, raw cd) {
    return _mm256_packs_epi16(ab, cd);
  }
  // One vector to its first `lanes` bytes, saturated.
  [[gnu::always_inline]] static raw narrow(vec v) {
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(raw(v)), _mm256_extracti128_si256(raw(v), 1));
    return _mm256_castsi128_si256(_mm_packs_epi16(words, words));
  }
  [[gnu::always_inline]] static raw max_bytes(raw a, raw b) { return _mm256_max_epi8(a, b); }
  [[gnu::always_inline]] static raw min_bytes(raw a, raw b) { return _mm256_min_epi8(a, b); }

 private:
  // 16 stored values to int16.
  [[gnu::always_inline]] static void widen(std::uint8_t* to, const std::int8_t* from) {
    const __m128i stored = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    store(to, _mm256_cvtepu8_epi16(_mm_xor_si128(stored, _mm_set1_epi8(-128))));
  }

  // AVX2 shifts 64 bits right only without the sign: 2^62 makes every sum positive, and comes off
  // again in the low 32 bits, where the result is.
  [[gnu::always_inline]] static raw fixed_half(raw product, const fixed_vector<lanes>& f,
                                               int first) {
    const raw zero = _mm256_setzero_si256();
    const raw lift = _mm256_set1_epi64x(std::int64_t{1} << 62);
    const raw right = load(f.right + first);
    const raw negative =
        _mm256_and_si256(_mm256_cmpgt_epi64(zero, product), load(f.negative + first));
    const raw round = _mm256_add_epi64(load(f.round + first), lift);
    const raw x = _mm256_add_epi64(_mm256_add_epi64(product, round), negative);
    return _mm256_sub_epi64(_mm256_srlv_epi64(x, right), _mm256_srlv_epi64(lift, right));
  }
};

}  // namespace tyto::x86::avx2

#define TYTO_X86_ISA avx2
#include "tyto/arch/x86/kernels.inc"
#undef TYTO_X86_ISA

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace tyto {

struct arch::avx2 {
  static constexpr const char* name = "avx2";
  using parent = vector;
};

}  // namespace tyto
