// SPDX-License-Identifier: Apache-2.0
// The memory plan of a lowered model, as tyto::graph::network makes it in the compiler for kernels
// that need no memory of their own (the scalar ones).
#pragma once

#include <cstdint>
#include <vector>

#include "convert/lower/lowered.hpp"

namespace tyto::convert {

struct memory {
  std::vector<graph::placement> placements;  // one a layer
  std::int64_t arena_bytes = 0;
};

memory plan_memory(const lowered::model& model);

}  // namespace tyto::convert
