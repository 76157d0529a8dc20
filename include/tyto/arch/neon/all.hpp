// SPDX-License-Identifier: Apache-2.0
// All NEON kernels; completes the tag.
#pragma once

#include "tyto/arch/neon/audio/mfcc.hpp"
#include "tyto/arch/neon/audio/micro.hpp"
#include "tyto/arch/neon/float/all.hpp"
#include "tyto/arch/neon/int8/add.hpp"
#include "tyto/arch/neon/int8/average_pool.hpp"
#include "tyto/arch/neon/int8/binary.hpp"
#include "tyto/arch/neon/int8/conv2d.hpp"
#include "tyto/arch/neon/int8/depthwise.hpp"
#include "tyto/arch/neon/int8/fully_connected.hpp"
#include "tyto/arch/neon/int8/global_average_pool.hpp"
#include "tyto/arch/neon/int8/lstm.hpp"
#include "tyto/arch/neon/int8/max_pool.hpp"
#include "tyto/arch/neon/int8/mean.hpp"
#include "tyto/arch/neon/int8/pointwise.hpp"
#include "tyto/arch/neon/int8/softmax.hpp"
#include "tyto/arch/tables/all.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::arch {

struct neon {
  static constexpr const char* name = "neon";
  using parent = tables;
};

}  // namespace tyto::arch
