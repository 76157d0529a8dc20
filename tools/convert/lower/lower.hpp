// SPDX-License-Identifier: Apache-2.0
// From the intermediate representation to layers.
#pragma once

#include "convert/ir/ir.hpp"
#include "convert/lower/lowered.hpp"

namespace tyto::convert {

// `graph` has been through run_passes. Refuses what could overflow a 32-bit accumulator.
lowered::model lower(const ir::graph& graph, tyto::rounding rounding);

}  // namespace tyto::convert
