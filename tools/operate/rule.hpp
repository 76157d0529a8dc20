// SPDX-License-Identifier: Apache-2.0
// A detector's settings, whichever its rule, and the events it makes of a track.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "model.hpp"

namespace operate {

enum class rule_kind { mean_posterior, log_ratio };

// The tool's name of a rule: "mean" or "ratio".
std::string name_of(rule_kind kind);

// All but the threshold.
struct combination {
  rule_kind kind = rule_kind::log_ratio;
  int hop_frames = 5;
  int average_ms = 600;   // of the rule of means: rounded up to runs of the network
  float release = 0.35F;  // of the rule of means: half the threshold, this is not looked at
  int release_ms = 300;   // of the rule of means: not looked at
  int refractory_ms = 500;

  friend bool operator==(const combination&, const combination&) = default;
};

// One a label; those of silence and unknown are not looked at. Posteriors or log-likelihood ratios.
using thresholds = std::array<float, label_count>;

thresholds same_threshold(float threshold);

// "hop 100 ms, average 600 ms", and what of the rest is not the default.
std::string text_of(const combination& c);

// One event: its label, and the run it came of, counted from 0 in runs of the combination's hop.
struct event {
  int label;
  std::size_t run;
};

// The events of a track with a run every `base_hop_frames`, which must divide the hop; in order.
// They are those of a tyto::kws::detector. The rule of means takes the first label's threshold for
// all.
std::vector<event> events_of(const track& heard, int base_hop_frames, const combination& c,
                             const thresholds& at);

// Samples from the start to the end of the window of run number `run`.
std::int64_t end_of(std::size_t run, int hop_frames);

// The thresholds that a curve goes through, from low to high.
std::vector<float> threshold_steps(rule_kind kind);

// What is not valid of the settings, or an empty text.
std::string why_not_valid(const combination& c);

}  // namespace operate
