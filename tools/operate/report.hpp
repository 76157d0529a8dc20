// SPDX-License-Identifier: Apache-2.0
// What the tool says: tables, JSON, or a page with the curves.
#pragma once

#include <string>
#include <vector>

#include "curve.hpp"

namespace operate {

// What was chosen for one wanted rate and one rule.
struct answer {
  double wanted_rate;  // false accepts an hour
  bool found = false;  // whether any threshold keeps to it
  choice chosen{};
};

struct findings {
  evidence heard;
  std::vector<std::string> notes;  // what was left out, and the like
  std::vector<curve> curves;
  std::vector<answer> answers;
};

// "mean", "ratio" or "ratio, a threshold a keyword".
std::string rule_text(const choice& c);

std::string as_text(const findings& f);
std::string as_json(const findings& f);
std::string as_html(const findings& f);

// What tyto-convert --operating-point takes: one choice's settings and thresholds.
std::string operating_point_json(const evidence& heard, const answer& a);

}  // namespace operate
