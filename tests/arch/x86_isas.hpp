// SPDX-License-Identifier: Apache-2.0
// The x86 ISAs to test, on the machines that have them. All of them are compiled always: their
// kernels carry target attributes.
#pragma once

#include <tuple>

#include "support/arch_list.hpp"

// AVX-VNNI's kernels with the same dot product in AVX-512's encoding: they can be tested on servers
// too.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl,avx512vnni"))), \
                             apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512vl,avx512vnni")
#endif

namespace tyto::arch {
struct avx_vnni_by_evex;
}  // namespace tyto::arch

namespace tyto::x86::avx_vnni_by_evex {

using raw = avx_vnni::raw;
using vec = avx_vnni::vec;

struct unit : avx_vnni::unit_without_dot {
  [[gnu::always_inline]] static vec dot(vec acc, raw staged, raw weights) {
    return (vec)_mm256_dpbusd_epi32((raw)acc, staged, weights);
  }
};

}  // namespace tyto::x86::avx_vnni_by_evex

#define TYTO_X86_ISA avx_vnni_by_evex
#include "tyto/arch/x86/kernels.inc"
#undef TYTO_X86_ISA

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace tyto {

struct arch::avx_vnni_by_evex {
  static constexpr const char* name = "avx_vnni_by_evex";
  using parent = avx2;
};

template <>
inline bool x86::is_supported<arch::avx_vnni_by_evex>() {
  return is_supported<arch::avx512_vnni>();
}

}  // namespace tyto

namespace tyto::test {

// avx512_vnni runs on the grid of tests/ops instead; golden/dispatch.cpp has all.
using x86_arches = std::tuple<arch::avx2, arch::avx_vnni_by_evex, arch::avx512>;

}  // namespace tyto::test
