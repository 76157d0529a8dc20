// SPDX-License-Identifier: Apache-2.0
// Version of the library, and the instruction sets of the machine it is compiled for.
#pragma once

// An older standard stops here, with one message: a file of that name cannot be found. (#error lets
// the compiler go on, to hundreds more.) 201709 is what g++ 10 says of C++20.
#if __cplusplus < 201709L
#define TYTO_NEEDS_CPP20 "tyto: C++20 is needed; cure: -std=c++20, with g++ 10 or clang 14 or later"
#include TYTO_NEEDS_CPP20
#endif

// The one place where the version stands; CMakeLists.txt reads it from here.
#define TYTO_VERSION_MAJOR 0
#define TYTO_VERSION_MINOR 1
#define TYTO_VERSION_PATCH 0
#define TYTO_VERSION_STRING               \
  TYTO_DETAIL_TEXT_OF(TYTO_VERSION_MAJOR) \
  "." TYTO_DETAIL_TEXT_OF(TYTO_VERSION_MINOR) "." TYTO_DETAIL_TEXT_OF(TYTO_VERSION_PATCH)
#define TYTO_DETAIL_TEXT_OF(number) TYTO_DETAIL_QUOTED(number)
#define TYTO_DETAIL_QUOTED(text) #text

// Each TYTO_HAS_... is always defined, as 0 or 1, so that `#if` on a misspelt one is caught by
// -Wundef. They are meant for arch/native.hpp alone: everything else names an ISA by its tag type.

// Arm Advanced SIMD, 32 bit (ARMv7-A) or 64 bit.
#if defined(__ARM_NEON)
#define TYTO_HAS_NEON 1
#else
#define TYTO_HAS_NEON 0
#endif

#if defined(__aarch64__)
#define TYTO_HAS_AARCH64 1
#else
#define TYTO_HAS_AARCH64 0
#endif

// SDOT and UDOT: four int8 products added to an int32 lane (ARMv8.2-A and later).
#if defined(__ARM_FEATURE_DOTPROD)
#define TYTO_HAS_ARM_DOTPROD 1
#else
#define TYTO_HAS_ARM_DOTPROD 0
#endif

// SMLAD and its kin on Cortex-M4, M7, M33. A-profile cores have them too, but NEON is better there.
#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
#define TYTO_HAS_CORTEX_M_DSP 1
#else
#define TYTO_HAS_CORTEX_M_DSP 0
#endif

#if defined(__SSE2__)
#define TYTO_HAS_SSE2 1
#else
#define TYTO_HAS_SSE2 0
#endif

// With FMA, as every processor that has AVX2 but the oldest of VIA.
#if defined(__AVX2__) && defined(__FMA__)
#define TYTO_HAS_AVX2 1
#else
#define TYTO_HAS_AVX2 0
#endif

// Byte, word and 64-bit integer instructions at all three vector lengths, as every AVX-512 server
// part has them.
#if TYTO_HAS_AVX2 && defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && \
    defined(__AVX512VL__)
#define TYTO_HAS_AVX512 1
#else
#define TYTO_HAS_AVX512 0
#endif

// VPDPBUSD: four uint8 x int8 products added to an int32 lane; EVEX (AVX-512) and VEX encodings.
#if TYTO_HAS_AVX512 && defined(__AVX512VNNI__)
#define TYTO_HAS_AVX512_VNNI 1
#else
#define TYTO_HAS_AVX512_VNNI 0
#endif

#if TYTO_HAS_AVX2 && defined(__AVXVNNI__)
#define TYTO_HAS_AVX_VNNI 1
#else
#define TYTO_HAS_AVX_VNNI 0
#endif

// Bytes of the longest vector that has float lanes, and how many such registers there are: for the
// compiler's own vector types (arch/vector).
#if TYTO_HAS_AVX512
#define TYTO_VECTOR_BYTES 64
#elif defined(__AVX__)
#define TYTO_VECTOR_BYTES 32
#else
#define TYTO_VECTOR_BYTES 16
#endif
#if TYTO_HAS_AVX512 || TYTO_HAS_AARCH64
#define TYTO_VECTOR_REGISTERS 32
#else
#define TYTO_VECTOR_REGISTERS 16
#endif

// What the compiler can, whatever the machine: assembly that takes nearly every register, as some
// kernels have it. GCC has them to give when it optimises. Clang does not, nor GCC at -O0:
// intrinsics answer there, with the same bytes. Headers of arch/ may ask for these three.
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define TYTO_ASSEMBLY 1
#else
#define TYTO_ASSEMBLY 0
#endif

// The same of 32-bit Arm, by its register names.
#if TYTO_HAS_NEON && !TYTO_HAS_AARCH64 && TYTO_ASSEMBLY
#define TYTO_A32_ASSEMBLY 1
#else
#define TYTO_A32_ASSEMBLY 0
#endif

// And of 32-bit Arm with an FPU, of which Cortex-M cores use but the registers.
#if TYTO_ASSEMBLY && defined(__arm__) && defined(__ARM_FP)
#define TYTO_ARM_FP_ASSEMBLY 1
#else
#define TYTO_ARM_FP_ASSEMBLY 0
#endif
