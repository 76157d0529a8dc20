// SPDX-License-Identifier: Apache-2.0
// All NEON kernels; completes the tag.
#pragma once

#include "tyto/arch/neon/add.hpp"
#include "tyto/arch/neon/all_float.hpp"
#include "tyto/arch/neon/audio/mfcc.hpp"
#include "tyto/arch/neon/audio/micro.hpp"
#include "tyto/arch/neon/average_pool.hpp"
#include "tyto/arch/neon/conv2d.hpp"
#include "tyto/arch/neon/depthwise.hpp"
#include "tyto/arch/neon/fully_connected.hpp"
#include "tyto/arch/neon/global_average_pool.hpp"
#include "tyto/arch/neon/max_pool.hpp"
#include "tyto/arch/neon/mean.hpp"
#include "tyto/arch/neon/pointwise.hpp"
#include "tyto/arch/neon/softmax.hpp"
#include "tyto/arch/tables/all.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::arch {

struct neon {
  static constexpr const char* name = "neon";
  using parent = tables;
};

}  // namespace tyto::arch
