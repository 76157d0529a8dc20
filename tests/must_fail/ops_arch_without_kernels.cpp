// SPDX-License-Identifier: Apache-2.0
// expect: incomplete type
// expect: tyto::arch::eigen
// A tag whose header was not included is an error, not the scalar kernels in its name.
#include "tyto/ops/all.hpp"

struct my_layer {
  static constexpr tyto::ops::add<float> spec{.input = {1, 1, 4}, .output = {1, 1, 4}};
};

#ifdef TYTO_MUST_COMPILE
using arch = tyto::arch::scalar;
#else
using arch = tyto::arch::eigen;
#endif

tyto::kernel<my_layer, arch> my_kernel;
