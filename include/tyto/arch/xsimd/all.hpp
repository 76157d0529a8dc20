// SPDX-License-Identifier: Apache-2.0
// arch::xsimd: kernels in vectors as long as the compiler was told the machine's are (-march), by
// the library xsimd, version 8. For hosts: its headers need an operating system. Include this
// header by name; tyto.hpp does not.
#pragma once

#include "tyto/arch/xsimd/add_float.hpp"
#include "tyto/arch/xsimd/average_pool_float.hpp"
#include "tyto/arch/xsimd/conv2d.hpp"
#include "tyto/arch/xsimd/conv2d_float.hpp"
#include "tyto/arch/xsimd/depthwise.hpp"
#include "tyto/arch/xsimd/depthwise_float.hpp"
#include "tyto/arch/xsimd/fully_connected.hpp"
#include "tyto/arch/xsimd/fully_connected_float.hpp"
#include "tyto/arch/xsimd/global_average_pool_float.hpp"
#include "tyto/arch/xsimd/max_pool.hpp"
#include "tyto/arch/xsimd/max_pool_float.hpp"
#include "tyto/arch/xsimd/pointwise.hpp"
#include "tyto/arch/xsimd/pointwise_float.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::arch {

struct xsimd {
  static constexpr const char* name = "xsimd";
  using parent = scalar;
};

}  // namespace tyto::arch
