// SPDX-License-Identifier: Apache-2.0
// The model that the tool measures: the bundled one, or whichever the build names.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tyto/tyto.hpp"
#ifdef TYTO_MODEL_HEADER
#include TYTO_MODEL_HEADER
#else
#include "ds_cnn_s.hpp"
#define TYTO_MODEL ds_cnn_s
#endif

namespace operate {

using model = TYTO_MODEL::model;
using stream = tyto::kws::posterior_stream<model>;
using filter = tyto::kws::posterior_filter<model::label_count>;

// One run's output, as the network gives it, and those of a recording.
using posteriors = std::array<std::int8_t, std::size_t{model::label_count}>;
using posterior_track = std::vector<posteriors>;

inline bool is_keyword(int label) {
  return tyto::kws::is_keyword(model::labels[label]);
}

// Index of the label of that name, -1 if the model has none.
inline int label_of(const std::string& name) {
  for (int label = 0; label < model::label_count; ++label) {
    if (name == model::labels[label]) return label;
  }
  return -1;
}

// The keywords, for messages.
inline std::string keyword_list() {
  std::string all;
  for (int label = 0; label < model::label_count; ++label) {
    if (is_keyword(label)) all += (all.empty() ? "" : " ") + std::string(model::labels[label]);
  }
  return all;
}

}  // namespace operate
