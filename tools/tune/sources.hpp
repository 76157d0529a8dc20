// SPDX-License-Identifier: Apache-2.0
// The C++ that the tuner writes.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tune/candidates.hpp"
#include "tune/model_header.hpp"

namespace tyto::tune {

using choice_of_layer = std::pair<std::string, candidate>;  // the layer's name, and what it gets

// A source that runs one layer with each candidate; `model_path` is its model's header.
std::string layer_source(const model_header& model, const std::filesystem::path& model_path,
                         const std::string& layer, const std::vector<candidate>& candidates);

// The program over such sources: runs the layers it is given the names of, or all.
std::string main_source(const std::vector<std::string>& layers);

// A program that runs the whole network; `tuned_path` is a header of choices, or empty.
std::string network_source(const model_header& model, const std::filesystem::path& model_path,
                           const std::filesystem::path& tuned_path);

// The header of choices: what TUNED of tyto_add_model takes. `about` are lines for its comment.
std::string tuned_header(const model_header& model, const std::string& arch,
                         const std::vector<choice_of_layer>& choices,
                         const std::vector<std::string>& about);

}  // namespace tyto::tune
