// SPDX-License-Identifier: Apache-2.0
// The mean with a scale of its own, on x86.
#pragma once

#include "tyto/arch/x86/requantize.hpp"
#include "tyto/ops/mean.hpp"
