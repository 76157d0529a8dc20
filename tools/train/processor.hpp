// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdlib>

namespace tyto::train {

// OpenBLAS takes a processor that it does not know, as virtual ones often are, for one of 2004, at
// half the speed of training. What the processor can is told to it by its own variable, unless the
// user has set that; it is read before main(), so the program starts once more.
inline void let_blas_know_the_processor(char** argv) {
#if defined(__x86_64__)
  constexpr const char* variable = "OPENBLAS_CORETYPE";
  if (std::getenv(variable) != nullptr) return;
  const char* core = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
                         ? "SKYLAKEX"
                     : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "HASWELL"
                                                                                       : nullptr;
  if (core == nullptr || setenv(variable, core, 0) != 0) return;
  execv("/proc/self/exe", argv);  // returns only where it failed: then slowly on
#else
  static_cast<void>(argv);
#endif
}

}  // namespace tyto::train
