// SPDX-License-Identifier: Apache-2.0
// arch::xsimd: kernels in vectors as long as the compiler was told the machine's are (-march), by
// the library xsimd, version 8. For hosts: its headers need an operating system. Include this
// header by name; tyto.hpp does not. Its float kernels are those of arch/vector on xsimd's vectors.
#pragma once

#include "tyto/arch/tables/all.hpp"
#include "tyto/arch/vector/kernels.hpp"
#include "tyto/arch/xsimd/conv2d.hpp"
#include "tyto/arch/xsimd/depthwise.hpp"
#include "tyto/arch/xsimd/floats.hpp"
#include "tyto/arch/xsimd/fully_connected.hpp"
#include "tyto/arch/xsimd/max_pool.hpp"
#include "tyto/arch/xsimd/pointwise.hpp"
#include "tyto/core/arch.hpp"

namespace tyto {

template <vectors::has_kernel Layer>
struct kernel<Layer, arch::xsimd> : vectors::kernel_on<Layer, simd::batches> {};

struct arch::xsimd {
  static constexpr const char* name = "xsimd";
  using parent = tables;
};

}  // namespace tyto
