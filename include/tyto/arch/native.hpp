// SPDX-License-Identifier: Apache-2.0
// The one place that picks an ISA: `native` is the fastest the compiler was told of.
#pragma once

#include "tyto/config.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/ops/all.hpp"

#if TYTO_HAS_NEON
#include "tyto/arch/neon/all.hpp"
#endif

namespace tyto::arch {

#if TYTO_HAS_NEON
using native = neon;
#else
using native = scalar;
#endif

}  // namespace tyto::arch
