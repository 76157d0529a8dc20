// SPDX-License-Identifier: Apache-2.0
// The one place that picks an ISA: `native` is the fastest the compiler was told of.
#pragma once

#include "tyto/config.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/ops/all.hpp"

namespace tyto::arch {

using native = scalar;

}  // namespace tyto::arch
