// SPDX-License-Identifier: Apache-2.0
// The ISAs whose kernels are measured.
#pragma once

#include <type_traits>

#include "tyto/arch/native.hpp"

namespace bench {

template <class... Arches>
struct arch_list {};

using arches = std::conditional_t<std::is_same_v<tyto::arch::native, tyto::arch::scalar>,
                                  arch_list<tyto::arch::scalar>,
                                  arch_list<tyto::arch::native, tyto::arch::scalar>>;

// False on a machine that lacks an ISA whose kernels are compiled for every machine: its rows are
// left out. Specialised for such an ISA.
template <class Arch>
bool runs_here() {
  return true;
}

}  // namespace bench
