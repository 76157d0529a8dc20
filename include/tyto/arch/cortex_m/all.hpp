// SPDX-License-Identifier: Apache-2.0
// All kernels for Cortex-M with the DSP extension; completes the tag.
#pragma once

#include "tyto/arch/cortex_m/add.hpp"
#include "tyto/arch/cortex_m/audio/micro.hpp"
#include "tyto/arch/cortex_m/average_pool.hpp"
#include "tyto/arch/cortex_m/conv2d.hpp"
#include "tyto/arch/cortex_m/depthwise.hpp"
#include "tyto/arch/cortex_m/fully_connected.hpp"
#include "tyto/arch/cortex_m/global_average_pool.hpp"
#include "tyto/arch/cortex_m/max_pool.hpp"
#include "tyto/arch/cortex_m/mean.hpp"
#include "tyto/arch/cortex_m/pointwise.hpp"
#include "tyto/arch/tables/all.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::arch {

struct cortex_m {
  static constexpr const char* name = "cortex_m";
  using parent = tables;
};

}  // namespace tyto::arch
