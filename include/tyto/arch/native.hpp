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
#endif

namespace tyto::arch {

#if TYTO_HAS_NEON
using native = neon;
#elif TYTO_HAS_CORTEX_M_DSP
using native = cortex_m;
#else
using native = scalar;
#endif

}  // namespace tyto::arch
