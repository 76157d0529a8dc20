// SPDX-License-Identifier: Apache-2.0
// What the tool says: a table, JSON, or a page with the curve.
#pragma once

#include <string>
#include <vector>

#include "curve.hpp"

namespace operate {

struct findings {
  evidence heard;
  std::vector<std::string> group_names;
  std::vector<std::string> notes;  // what was left out, and the like
  std::vector<curve> curves;
  double wanted_rate = 0.0;                 // false accepts an hour
  const operating_point* chosen = nullptr;  // of `curves`; nullptr if no point has that rate
};

std::string as_text(const findings& f);
std::string as_json(const findings& f);
std::string as_html(const findings& f);

}  // namespace operate
