// SPDX-License-Identifier: Apache-2.0
// What a detector reports.
#pragma once

#include <cstdint>

namespace tyto::kws {

// One utterance of one keyword.
struct event {
  int label = 0;             // index into Model::labels
  const char* name = "";     // Model::labels[label]
  float score = 0.0F;        // how sure, [0, 1]: the mean log-likelihood ratio that passed the
                             // threshold as a probability, 1 / (1 + exp(-ratio)), or, by the rule
                             // of mean posteriors, that mean
  std::int64_t samples = 0;  // samples heard since reset() when the detector was sure
  std::int64_t time_ms = 0;  // the same in milliseconds
};

// Whether a label is a keyword: silence and unknown, with or without underscores, are not.
constexpr bool is_keyword(const char* label) {
  const auto equals = [](const char* a, const char* b) {
    while (*a != '\0' && *a == *b) {
      ++a;
      ++b;
    }
    return *a == *b;
  };
  return !equals(label, "silence") && !equals(label, "unknown") && !equals(label, "_silence_") &&
         !equals(label, "_unknown_");
}

}  // namespace tyto::kws
