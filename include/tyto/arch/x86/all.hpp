// SPDX-License-Identifier: Apache-2.0
// Every x86 ISA that has kernels. Each is compiled with target attributes of its own, so that a
// program built for any x86-64 holds all of them: see arch/dispatch.hpp for the choice at run time.
#pragma once

#include "tyto/arch/x86/avx2.hpp"
#include "tyto/arch/x86/avx512.hpp"
#include "tyto/arch/x86/avx512_vnni.hpp"
#include "tyto/arch/x86/avx_vnni.hpp"
