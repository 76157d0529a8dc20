// SPDX-License-Identifier: Apache-2.0
// Which x86 ISAs the processor and the operating system have.
#pragma once

#include <cpuid.h>

#include "tyto/core/arch.hpp"

namespace tyto::x86 {

// True where kernels of Arch run. Asks the processor: keep the answer (a virtual machine may take
// tens of microseconds for it).
template <class Arch>
bool is_supported() = delete;

// The compiler's functions also ask whether the operating system saves the registers.
template <>
inline bool is_supported<arch::avx2>() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
}

template <>
inline bool is_supported<arch::avx_vnni>() {
  // clang 14 has no name for it: CPUID leaf 7, subleaf 1, EAX bit 4.
  constexpr unsigned avx_vnni_bit = 1U << 4;
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return is_supported<arch::avx2>() && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 &&
         (eax & avx_vnni_bit) != 0;
}

template <>
inline bool is_supported<arch::avx512>() {
  return is_supported<arch::avx2>() && __builtin_cpu_supports("avx512f") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
}

template <>
inline bool is_supported<arch::avx512_vnni>() {
  return is_supported<arch::avx512>() && __builtin_cpu_supports("avx512vnni") != 0;
}

}  // namespace tyto::x86
