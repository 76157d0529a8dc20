// SPDX-License-Identifier: Apache-2.0
// arch::vector: float kernels in the compiler's own vector types; int8 is its parent's. It is what
// a host has without a library, and the parent of the x86 ISAs. Other ISAs give the same kernels
// vectors of theirs.
#pragma once

#include "tyto/arch/tables/all.hpp"
#include "tyto/arch/vector/builtin.hpp"
#include "tyto/arch/vector/kernels.hpp"
#include "tyto/core/arch.hpp"

namespace tyto {

template <vectors::has_kernel Layer>
struct kernel<Layer, arch::vector> : vectors::kernel_on<Layer, vectors::builtin> {};

struct arch::vector {
  static constexpr const char* name = "vector";
  using parent = tables;
};

}  // namespace tyto
