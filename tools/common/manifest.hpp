// SPDX-License-Identifier: Apache-2.0
// The two JSON files that say when a model fires: the manifest that comes with a wake word
// (microWakeWord's, versions 1 and 2), and the operating point that tyto-operate writes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/error.hpp"

namespace tyto::convert {

struct manifest {
  std::string wake_word;            // what is to be said: "Okay Nabu"
  std::string model;                // file name of the model, or empty
  double probability_cutoff = 0.0;  // mean probability to be passed, 0 to 1
  int sliding_window_size = 0;      // runs that it is the mean of
  int feature_step_size_ms = 20;    // from one feature frame to the next; version 1: 20
  int version = 0;
};

// Errors: one line that says which key is wrong, what it is and what would be right.
manifest parse_manifest(std::string_view text);

struct operating_point {
  double hop_ms = 0.0;
  int average_ms = 0;
  std::map<std::string, double> thresholds;  // log-likelihood ratio by label, -8 to 8
};

// Errors: as above; also where the rule is not that of log-likelihood ratios.
operating_point parse_operating_point(std::string_view text);

}  // namespace tyto::convert
