// SPDX-License-Identifier: Apache-2.0
// The ISAs whose kernels are measured.
#pragma once

#include <type_traits>

#include "tyto/arch/native.hpp"
#include "tyto/config.hpp"

#if !TYTO_HAS_NEON
#include "tyto/arch/eigen/all.hpp"
#include "tyto/arch/xsimd/all.hpp"
#endif

namespace bench {

template <class... Arches>
struct arch_list {};

using arches = std::conditional_t<std::is_same_v<tyto::arch::native, tyto::arch::scalar>,
                                  arch_list<tyto::arch::scalar>,
                                  arch_list<tyto::arch::native, tyto::arch::scalar>>;

// Those for float32: on a host, not what is fastest for int8.
#if TYTO_HAS_NEON
using float_arches = arches;
#else
using float_arches = arch_list<tyto::arch::xsimd, tyto::arch::eigen, tyto::arch::scalar>;
#endif

// False on a machine that lacks an ISA whose kernels are compiled for every machine: its rows are
// left out. Specialised for such an ISA.
template <class Arch>
bool runs_here() {
  return true;
}

}  // namespace bench
