// SPDX-License-Identifier: Apache-2.0
// All that one run of tyto-evaluate has found, and its forms.
#pragma once

#include <string>
#include <vector>

#include "evaluate/evaluation.hpp"
#include "evaluate/layer_error.hpp"

namespace tyto::evaluate {

struct scheme_result {
  evaluation accuracy;
  convert::lowered::model model;
  std::vector<layer_error> layers;  // empty for float, and where they were not asked for
};

struct results {
  std::string model_name;  // file name without its folder
  std::string model_sha256;
  std::string clips;  // folder
  std::vector<std::string> labels;
  std::vector<scheme_result> schemes;
};

// Tables of accuracy and size, of recall, of each scheme's layers and confusion.
std::string as_text(const results& r);

std::string as_json(const results& r);

// One self-contained page.
std::string as_html(const results& r);

}  // namespace tyto::evaluate
