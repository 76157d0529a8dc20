// SPDX-License-Identifier: Apache-2.0
// The float NEON kernels.
#pragma once

#include "tyto/arch/neon/float/add.hpp"
#include "tyto/arch/neon/float/average_pool.hpp"
#include "tyto/arch/neon/float/conv2d.hpp"
#include "tyto/arch/neon/float/depthwise.hpp"
#include "tyto/arch/neon/float/fully_connected.hpp"
#include "tyto/arch/neon/float/global_average_pool.hpp"
#include "tyto/arch/neon/float/max_pool.hpp"
#include "tyto/arch/neon/float/pointwise.hpp"
