// SPDX-License-Identifier: Apache-2.0
// A model's header, as tyto-convert writes it: what of it the tuner must know.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tyto::tune {

struct model_layer {
  std::string name;           // of its struct
  std::string operator_name;  // of tyto/ops: "pointwise"
};

struct model_header {
  std::string name;  // of its namespace
  std::vector<model_layer> layers;
};

// Throws `error` where `text` is no such header.
model_header parse_model_header(std::string_view text);

}  // namespace tyto::tune
