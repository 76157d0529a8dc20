// SPDX-License-Identifier: Apache-2.0
// Marks a region for the instruction counter by a number that is known at run time only.
#pragma once

namespace bench {

inline constexpr int max_regions = 512;

// 1 <= region < max_regions. What runs between the two is counted.
void begin_region(int region);
void end_region();

}  // namespace bench
