// SPDX-License-Identifier: Apache-2.0
// expect: tyto: C\+\+20 is needed; cure: -std=c\+\+20, with g\+\+ 10 or clang 14 or later
// one error
// flags: -std=c++17
#include "tyto/tyto.hpp"
