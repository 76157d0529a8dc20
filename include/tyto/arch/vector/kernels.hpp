// SPDX-License-Identifier: Apache-2.0
// The float kernels of this folder, on whatever vectors.
#pragma once

#include "tyto/arch/vector/add.hpp"
#include "tyto/arch/vector/average_pool.hpp"
#include "tyto/arch/vector/conv2d.hpp"
#include "tyto/arch/vector/depthwise.hpp"
#include "tyto/arch/vector/fully_connected.hpp"
#include "tyto/arch/vector/global_average_pool.hpp"
#include "tyto/arch/vector/max_pool.hpp"
#include "tyto/arch/vector/pointwise.hpp"

namespace tyto::vectors {

template <class Layer>
concept has_kernel = add_float<Layer> || average_pool_float<Layer> || conv2d_float<Layer> ||
    depthwise_float<Layer> || fully_connected_float<Layer> || global_average_pool_float<Layer> ||
    max_pool_float<Layer> || pointwise_float<Layer>;

}  // namespace tyto::vectors
