// SPDX-License-Identifier: Apache-2.0
// The ISAs with float kernels that this build has, whichever of them is native.
#pragma once

#include <tuple>

#include "tyto/config.hpp"

#if TYTO_HAS_NEON
#include "tyto/arch/neon/all.hpp"
#else
#include "tyto/arch/eigen/all.hpp"
#include "tyto/arch/xsimd/all.hpp"
#endif

namespace tyto::test {

#if TYTO_HAS_NEON
using float_arches = std::tuple<arch::neon>;
using float_products_arches = float_arches;
#else
// Two that share all kernels but the products.
using float_arches = std::tuple<arch::xsimd>;
using float_products_arches = std::tuple<arch::xsimd, arch::eigen>;
#endif

}  // namespace tyto::test
