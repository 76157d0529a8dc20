// SPDX-License-Identifier: Apache-2.0
// arch::avx512_vnni: 512-bit vectors, products in fours by VPDPBUSD.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "tyto/arch/x86/avx512.hpp"

#if defined(__clang__)
#pragma clang attribute push(                                                          \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
    apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")
#endif

namespace tyto::x86::avx512_vnni {

using raw = __m512i;  // bits of any kind
// Accumulators. A type of their own, of int lanes, because GCC 12 gives a variable of the
// intrinsics' type, which has 64-bit lanes, a second register wherever an instruction takes it as
// int lanes.
using vec = int __attribute__((vector_size(64)));

// The ISA's surface, where it differs from AVX-512's; see avx2.hpp for what each member does.
struct unit : avx512::unit {
  static constexpr int taps = 4;

  [[gnu::always_inline]] static vec dot(vec acc, raw staged, raw weights) {
    return vec(_mm512_dpbusd_epi32(raw(acc), staged, weights));
  }

  [[gnu::always_inline]] static raw ones() { return _mm512_set1_epi8(1); }

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

  using avx512::unit::join;
  [[gnu::always_inline]] static half_dwords join(const raw (&columns)[2]) {
    return {_mm512_unpacklo_epi8(columns[0], columns[1]),
            _mm512_unpackhi_epi8(columns[0], columns[1])};
  }
};

}  // namespace tyto::x86::avx512_vnni

#define TYTO_X86_ISA avx512_vnni
#include "tyto/arch/x86/kernels.inc"
#undef TYTO_X86_ISA

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace tyto {

struct arch::avx512_vnni {
  static constexpr const char* name = "avx512_vnni";
  using parent = avx512;
};

}  // namespace tyto
