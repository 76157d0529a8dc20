// SPDX-License-Identifier: Apache-2.0
// The float NEON kernels.
#pragma once

#include "tyto/arch/neon/add_float.hpp"
#include "tyto/arch/neon/average_pool_float.hpp"
#include "tyto/arch/neon/conv2d_float.hpp"
#include "tyto/arch/neon/depthwise_float.hpp"
#include "tyto/arch/neon/fully_connected_float.hpp"
#include "tyto/arch/neon/global_average_pool_float.hpp"
#include "tyto/arch/neon/max_pool_float.hpp"
#include "tyto/arch/neon/pointwise_float.hpp"
