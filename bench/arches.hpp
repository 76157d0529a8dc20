// SPDX-License-Identifier: Apache-2.0
// The ISAs whose kernels are measured: what the compiler was told of, the definition and, for
// float32, those that a program includes by name.
#pragma once

#include "named_arches.hpp"
#include "tyto/arch/native.hpp"

namespace bench {

template <class... Arches>
struct arch_list {};

using arches = arch_list<tyto::arch::native, tyto::arch::scalar>;
using float_arches = arch_list<tyto::arch::native, TYTO_BENCH_NAMED_ARCHES tyto::arch::scalar>;

}  // namespace bench
