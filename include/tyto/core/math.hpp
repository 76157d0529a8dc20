// SPDX-License-Identifier: Apache-2.0
// Elementary functions without libm.
//
//   double sin cos exp log sqrt   to build tables at compile time. They run anywhere, but a device
//                                 whose FPU is single precision would pull in soft-float calls:
//                                 call them from constant expressions only.
//   float exp tanh log sqrt       for run time, in float and integer arithmetic alone.
//
// The same source gives the same table on every compiler: constant expressions are evaluated in
// IEEE arithmetic, operation by operation. At run time a compiler may contract a * b + c into one
// fused instruction (g++ does by default where the target has it: Cortex-A7, Cortex-M4F). That can
// change the last bits of float functions but sqrt, which is correctly rounded and never changes.
// -ffast-math is not supported.
#pragma once

#include "tyto/core/double_math.hpp"
#include "tyto/core/float_math.hpp"
