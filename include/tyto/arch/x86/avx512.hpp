// SPDX-License-Identifier: Apache-2.0
// arch::avx512: 512-bit vectors, products in pairs by VPMADDWD. AVX-512 F, BW, DQ and VL.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "tyto/arch/x86/avx2.hpp"

#if defined(__clang__)
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")
#endif

namespace tyto::x86::avx512 {

using raw = __m512i;  // bits of any kind
// Accumulators. A type of their own, of int lanes, because GCC 12 gives a variable of the
// intrinsics' type, which has 64-bit lanes, a second register wherever an instruction takes it as
// int lanes.
using vec = int __attribute__((vector_size(64)));

// The ISA's surface; see avx2.hpp for what each member does. Intrinsics are used in their maskz
// form where GCC 12 warns of an uninitialised register in the plain one.
struct unit {
  static constexpr int lanes = 16;
  static constexpr int taps = 2;
  static constexpr int bytes = 64;
  static constexpr int tile_vectors = 24;
  static constexpr line_rounding rounding = line_rounding::down;

  [[gnu::always_inline]] static raw load(const void* from) { return _mm512_loadu_si512(from); }
  [[gnu::always_inline]] static vec load_ints(const std::int32_t* from) { return vec(load(from)); }
  [[gnu::always_inline]] static void store(void* to, raw v) { _mm512_storeu_si512(to, v); }

  [[gnu::always_inline]] static raw in_register(raw v) {
    __asm__ volatile("" : "+v"(v));
    return v;
  }

  template <int N>
  [[gnu::always_inline]] static raw load_bytes(const void* from) {
    if constexpr (N >= bytes) {
      return load(from);
    } else {
      return _mm512_maskz_loadu_epi8(first_bytes<N>, from);
    }
  }
  template <int N>
  [[gnu::always_inline]] static vec load_stored(const std::int8_t* from) {
    constexpr auto mask = static_cast<__mmask16>(N < lanes ? (1 << N) - 1 : 0xffff);
    const __m128i stored = _mm_maskz_loadu_epi8(mask, from);
    return vec(_mm512_maskz_cvtepi8_epi32(all_lanes, stored));
  }
  template <int N>
  [[gnu::always_inline]] static void store_bytes(void* to, raw v) {
    if constexpr (N >= bytes) {
      store(to, v);
    } else if constexpr (N == 32) {
      _mm256_storeu_si256(static_cast<__m256i*>(to), _mm512_maskz_extracti64x4_epi64(0xf, v, 0));
    } else if constexpr (N == 16) {
      _mm_storeu_si128(static_cast<__m128i*>(to), _mm512_maskz_extracti32x4_epi32(0xf, v, 0));
    } else {
      // Masked stores take many cycles on some processors (30 on Zen 4).
      alignas(bytes) unsigned char copy[bytes];
      store(copy, v);
      __builtin_memcpy(to, copy, N);
    }
  }

  [[gnu::always_inline]] static raw broadcast(const void* dword) {
    int value;
    __builtin_memcpy(&value, dword, sizeof value);
    return _mm512_set1_epi32(value);
  }
  [[gnu::always_inline]] static raw broadcast_byte(int value) {
    return _mm512_set1_epi8(static_cast<char>(value));
  }

  [[gnu::always_inline]] static vec dot(vec acc, raw staged, raw weights) {
    return vec(_mm512_add_epi32(raw(acc), _mm512_madd_epi16(staged, weights)));
  }

  [[gnu::always_inline]] static raw ones() { return _mm512_set1_epi16(1); }

  [[gnu::always_inline]] static raw shift_to_unsigned(raw stored) {
    return _mm512_xor_si512(stored, broadcast_byte(-128));
  }

  template <int N>
  [[gnu::always_inline]] static void stage(std::uint8_t* to, const std::int8_t* from) {
    constexpr int step = bytes / 2;
    for (int i = 0; i + step <= N; i += step) {
      store(to + 2 * i, widen(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i))));
    }
    if constexpr (constexpr int rest = N % step; rest > 0) {
      constexpr auto mask = static_cast<__mmask32>((std::uint64_t{1} << rest) - 1);
      const raw last = widen(_mm256_maskz_loadu_epi8(mask, from + (N - rest)));
      store_bytes<2 * rest>(to + 2 * (N - rest), last);
    }
  }

  static void fill_staged(std::uint8_t* to, int size, int value) {
    const auto staged = static_cast<std::int16_t>(value);
    for (int i = 0; i < size; i += 2)
      __builtin_memcpy(to + i, &staged, 2);
  }

  struct half_dwords {
    raw low;
    raw high;
  };
  [[gnu::always_inline]] static half_dwords join(const raw (&columns)[1]) {
    const raw zero = _mm512_setzero_si512();
    return {_mm512_unpacklo_epi8(columns[0], zero), _mm512_unpackhi_epi8(columns[0], zero)};
  }
  [[gnu::always_inline]] static void join(half_dwords left, half_dwords right, raw (&dwords)[4]) {
    dwords[0] = _mm512_unpacklo_epi16(left.low, right.low);
    dwords[1] = _mm512_unpackhi_epi16(left.low, right.low);
    dwords[2] = _mm512_unpacklo_epi16(left.high, right.high);
    dwords[3] = _mm512_unpackhi_epi16(left.high, right.high);
  }

  template <bool TiesBelowZero>
  [[gnu::always_inline]] static vec on_line(vec acc, const line_vector<lanes>& l) {
    constexpr int down = _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC;
    const __m512 x = _mm512_maskz_cvtepi32_ps(all_lanes, raw(acc));
    __m512 shift = _mm512_loadu_ps(l.shift[1]);
    if constexpr (TiesBelowZero) {
      shift = _mm512_mask_loadu_ps(shift, _mm512_movepi32_mask(raw(acc)), l.shift[0]);
    }
    const __m512 y = _mm512_fmadd_round_ps(x, _mm512_loadu_ps(l.scale), shift, down);
    return vec(_mm512_maskz_cvt_roundps_epi32(all_lanes, y, down));
  }

  [[gnu::always_inline]] static vec fixed(vec acc, const fixed_vector<lanes>& f) {
    const raw x = _mm512_maskz_sllv_epi32(all_lanes, raw(acc), load(f.left));
    const raw mantissa = load(f.mantissa);
    const raw even = fixed_half(_mm512_maskz_mul_epi32(all_wide, x, mantissa), f, 0);
    const raw odd =
        fixed_half(_mm512_maskz_mul_epi32(all_wide, upper(x), upper(mantissa)), f, lanes / 2);
    return vec(_mm512_mask_blend_epi32(0xaaaa, even, _mm512_maskz_slli_epi64(all_wide, odd, 32)));
  }

  [[gnu::always_inline]] static raw pack_words(vec a, vec b) {
    return _mm512_packs_epi32(raw(a), raw(b));
  }
  [[gnu::always_inline]] static raw pack_bytes(raw ab, raw cd) {
    return _mm512_packs_epi16(ab, cd);
  }
  [[gnu::always_inline]] static raw narrow(vec v) {
    return _mm512_castsi128_si512(_mm512_maskz_cvtsepi32_epi8(all_lanes, raw(v)));
  }
  [[gnu::always_inline]] static raw max_bytes(raw a, raw b) {
    return _mm512_maskz_max_epi8(all_bytes, a, b);
  }
  [[gnu::always_inline]] static raw min_bytes(raw a, raw b) {
    return _mm512_maskz_min_epi8(all_bytes, a, b);
  }

 private:
  static constexpr __mmask16 all_lanes = 0xffff;
  static constexpr __mmask8 all_wide = 0xff;
  static constexpr __mmask64 all_bytes = ~__mmask64{0};

  template <int N>
  static constexpr __mmask64 first_bytes = (__mmask64{1} << N) - 1;

  // 32 stored values to int16.
  [[gnu::always_inline]] static raw widen(__m256i stored) {
    return _mm512_cvtepu8_epi16(_mm256_xor_si256(stored, _mm256_set1_epi8(-128)));
  }

  // Odd lanes in the place of even ones.
  [[gnu::always_inline]] static raw upper(raw v) {
    return _mm512_maskz_srli_epi64(all_wide, v, 32);
  }

  [[gnu::always_inline]] static raw fixed_half(raw product, const fixed_vector<lanes>& f,
                                               int first) {
    raw x = _mm512_add_epi64(product, load(f.round + first));
    x = _mm512_mask_add_epi64(x, _mm512_movepi64_mask(product), x, load(f.negative + first));
    return _mm512_maskz_srav_epi64(all_wide, x, load(f.right + first));
  }
};

}  // namespace tyto::x86::avx512

#define TYTO_X86_ISA avx512
#include "tyto/arch/x86/kernels.inc"
#undef TYTO_X86_ISA

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace tyto {

struct arch::avx512 {
  static constexpr const char* name = "avx512";
  using parent = avx2;
};

}  // namespace tyto
