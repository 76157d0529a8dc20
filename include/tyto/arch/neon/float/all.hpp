// SPDX-License-Identifier: Apache-2.0
// The float NEON kernels.
#pragma once

#include "tyto/arch/neon/float/conv2d.hpp"
#include "tyto/arch/neon/float/depthwise.hpp"
#include "tyto/arch/neon/float/fully_connected.hpp"
#include "tyto/arch/neon/float/pointwise.hpp"
#include "tyto/arch/neon/float/vectors.hpp"
