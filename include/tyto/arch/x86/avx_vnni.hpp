// SPDX-License-Identifier: Apache-2.0
// arch::avx_vnni: 256-bit vectors, products in fours by VPDPBUSD in its VEX encoding. AVX2, FMA and
// AVX-VNNI: client processors without AVX-512.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "tyto/arch/x86/avx2.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

namespace tyto::x86::avx_vnni {

using raw = avx2::raw;
using vec = avx2::vec;

// The ISA's surface where it differs from AVX2's, but for the dot product; see avx2.hpp for what
// each member does.
struct unit_without_dot : avx2::unit {
  static constexpr int taps = 4;
  static constexpr int tile_vectors = 12;

  [[gnu::always_inline]] static raw ones() { return _mm256_set1_epi8(1); }

  template <int N>
  [[gnu::always_inline]] static void stage(std::uint8_t* to, const std::int8_t* from) {
    for (int i = 0; i + bytes <= N; i += bytes)
      store(to + i, shift_to_unsigned(load(from + i)));
    if constexpr (constexpr int rest = N % bytes; rest > 0) {
      store_bytes<rest>(to + (N - rest), shift_to_unsigned(load_bytes<rest>(from + (N - rest))));
    }
  }
  static void fill_staged(std::uint8_t* to, int size, int value) {
    __builtin_memset(to, value, count(size));
  }

  using avx2::unit::join;
  [[gnu::always_inline]] static half_dwords join(const raw (&columns)[2]) {
    return {_mm256_unpacklo_epi8(columns[0], columns[1]),
            _mm256_unpackhi_epi8(columns[0], columns[1])};
  }
};

}  // namespace tyto::x86::avx_vnni

#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,avxvnni")
#endif

namespace tyto::x86::avx_vnni {

struct unit : unit_without_dot {
  [[gnu::always_inline]] static vec dot(vec acc, raw staged, raw weights) {
    return vec(_mm256_dpbusd_avx_epi32(raw(acc), staged, weights));
  }
};

}  // namespace tyto::x86::avx_vnni

#define TYTO_X86_ISA avx_vnni
#include "tyto/arch/x86/kernels.inc"
#undef TYTO_X86_ISA

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace tyto {

struct arch::avx_vnni {
  static constexpr const char* name = "avx_vnni";
  using parent = avx2;
};

}  // namespace tyto
