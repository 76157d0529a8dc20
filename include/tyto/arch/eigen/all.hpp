// SPDX-License-Identifier: Apache-2.0
// arch::eigen: float products by Eigen 3, everything else by arch::xsimd. For hosts. Include this
// header by name; tyto.hpp does not. arch::xsimd is faster on a DS-CNN (bench/README.md): this one
// is for programs that have Eigen tuned for their machine.
#pragma once

#include "tyto/arch/eigen/fully_connected_float.hpp"
#include "tyto/arch/eigen/pointwise_float.hpp"
#include "tyto/arch/xsimd/all.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::arch {

struct eigen {
  static constexpr const char* name = "eigen";
  using parent = xsimd;
};

}  // namespace tyto::arch
