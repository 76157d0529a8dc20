// SPDX-License-Identifier: Apache-2.0
// arch::tables: the operators of one int8 value (or of differences of such) as tables, plain C++ on
// any machine: the parent of every ISA. (Logistic, tanh and their kin are tables by definition:
// ops/lookup.hpp.)
#pragma once

#include "tyto/arch/tables/rescale.hpp"
#include "tyto/arch/tables/softmax.hpp"
#include "tyto/core/arch.hpp"

namespace tyto {

struct arch::tables {
  static constexpr const char* name = "tables";
  using parent = scalar;
};

}  // namespace tyto
