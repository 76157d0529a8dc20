// SPDX-License-Identifier: Apache-2.0
// Every operator.
#pragma once

#include "tyto/ops/add.hpp"
#include "tyto/ops/average_pool.hpp"
#include "tyto/ops/conv2d.hpp"
#include "tyto/ops/depthwise.hpp"
#include "tyto/ops/dequantize.hpp"
#include "tyto/ops/fully_connected.hpp"
#include "tyto/ops/global_average_pool.hpp"
#include "tyto/ops/max_pool.hpp"
#include "tyto/ops/mean.hpp"
#include "tyto/ops/pointwise.hpp"
#include "tyto/ops/quantize.hpp"
#include "tyto/ops/rescale.hpp"
#include "tyto/ops/softmax.hpp"
