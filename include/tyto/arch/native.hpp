// SPDX-License-Identifier: Apache-2.0
// The one place that picks an ISA: `native` is the fastest the compiler was told of.
#pragma once

#include "tyto/config.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/ops/all.hpp"

#if TYTO_HAS_NEON
#include "tyto/arch/neon/all.hpp"
#elif TYTO_HAS_CORTEX_M_DSP
#include "tyto/arch/cortex_m/all.hpp"
#elif TYTO_HAS_AVX512_VNNI
#include "tyto/arch/x86/avx512_vnni.hpp"
#elif TYTO_HAS_AVX512
#include "tyto/arch/x86/avx512.hpp"
#elif TYTO_HAS_AVX_VNNI
#include "tyto/arch/x86/avx_vnni.hpp"
#elif TYTO_HAS_AVX2
#include "tyto/arch/x86/avx2.hpp"
#elif TYTO_HAS_SSE2
#include "tyto/arch/vector/all.hpp"
#else
#include "tyto/arch/tables/all.hpp"
#endif

namespace tyto::arch {

#if TYTO_HAS_NEON
using native = neon;
#elif TYTO_HAS_CORTEX_M_DSP
using native = cortex_m;
#elif TYTO_HAS_AVX512_VNNI
using native = avx512_vnni;
#elif TYTO_HAS_AVX512
using native = avx512;
#elif TYTO_HAS_AVX_VNNI
using native = avx_vnni;
#elif TYTO_HAS_AVX2
using native = avx2;
#elif TYTO_HAS_SSE2
using native = vector;
#else
using native = tables;
#endif

}  // namespace tyto::arch
