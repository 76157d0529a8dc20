// SPDX-License-Identifier: Apache-2.0
// The model that the tool measures: the bundled one, or whichever the build names.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tyto/arch/dispatch.hpp"
#include "tyto/tyto.hpp"
#include "wake_word.hpp"
#ifdef TYTO_MODEL_HEADER
#include TYTO_MODEL_HEADER
#else
#include "ds_cnn_s.hpp"
#define TYTO_MODEL ds_cnn_s
#endif

namespace operate {

// Of a model of several words, or of a wake word.
template <class Model>
struct measured {
  using model = Model;
  using stream = tyto::kws::posterior_stream<tyto::arch::dispatched_model<Model>>;
  using front_end = tyto::kws::model_extractor<tyto::arch::dispatched_model<Model>>;
};
template <wake_word_model Model>
struct measured<Model> {
  using model = two_labels<Model>;
  using stream = wake_word_stream<Model>;
  using front_end = tyto::kws::model_extractor<Model>;
};

using model = measured<TYTO_MODEL::model>::model;
using stream = measured<TYTO_MODEL::model>::stream;
using front_end = measured<TYTO_MODEL::model>::front_end;

inline constexpr auto label_count = std::size_t{model::label_count};

// One run's output, and those of a recording.
struct run {
  std::array<std::int8_t, label_count> posteriors;  // scale 1/256, zero point -128
  std::array<std::int16_t, label_count> ratios;     // log-likelihood ratios, in 1/ratio_one
};
using track = std::vector<run>;

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
