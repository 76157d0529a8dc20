// SPDX-License-Identifier: Apache-2.0
// Posteriors of successive windows in, one event an utterance out.
//
// Integers only: the same events on every target.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tyto::kws {

struct detector_settings {
  int hop_frames = 5;       // feature frames between two runs of the network, at least 1
  int average = 5;          // runs that a score is the mean of, 1..posterior_filter::max_average
  float threshold = 0.7F;   // mean posterior that fires, (0, 1]
  float release = 0.35F;    // mean posterior that a fired keyword must fall under to fire again,
                            // under the threshold
  int refractory_ms = 500;  // least time between two events
};

// Moving average of each label's posterior, and the rule that turns averages into events:
//  - a keyword fires when its average is the highest of all labels and reaches the threshold;
//  - a keyword that fired is disarmed until its average falls under `release`;
//  - nothing fires within `refractory` runs of the last event.
template <int Labels>
requires(Labels > 0) class posterior_filter {
 public:
  static constexpr int max_average = 16;

  // A posterior is stored in 1/256.
  static constexpr int one = 256;

  // What runs of the network count in.
  struct rule {
    int average;
    int threshold;  // sums of `average` posteriors
    int release;
    int refractory;  // runs
  };

  constexpr explicit posterior_filter(rule r) : rule_(r) {}

  constexpr void reset() { *this = posterior_filter(rule_); }

  // Takes one run's posteriors, int8 with scale 1/256 and zero point -128. Returns the label that
  // fires, or -1. is_keyword(label) says which labels may.
  template <class IsKeyword>
  constexpr int push(const std::int8_t* posteriors, IsKeyword&& is_keyword) {
    for (int label = 0; label < Labels; ++label) {
      std::uint8_t& slot = history_[next_][label];
      const auto value = static_cast<std::uint8_t>(posteriors[label] + 128);
      sum_[label] += value - slot;
      slot = value;
      if (sum_[label] < rule_.release) disarmed_[label] = false;
    }
    next_ = next_ + 1 == rule_.average ? 0 : next_ + 1;
    if (since_event_ < rule_.refractory) ++since_event_;

    best_ = 0;
    for (int label = 1; label < Labels; ++label)
      best_ = sum_[label] > sum_[best_] ? label : best_;
    const bool fires = is_keyword(best_) && !disarmed_[best_] && sum_[best_] >= rule_.threshold &&
                       since_event_ >= rule_.refractory;
    if (!fires) return -1;
    disarmed_[best_] = true;
    since_event_ = 0;
    return best_;
  }

  // Label with the highest average, and that average in [0, 1].
  [[nodiscard]] constexpr int best() const { return best_; }
  [[nodiscard]] constexpr float score(int label) const {
    return static_cast<float>(sum_[label]) / static_cast<float>(one * rule_.average);
  }

 private:
  static constexpr int never = 1 << 30;
  static constexpr std::size_t labels = Labels;

  rule rule_;
  std::uint8_t history_[max_average][labels] = {};
  int sum_[labels] = {};
  bool disarmed_[labels] = {};
  int next_ = 0;
  int best_ = 0;
  int since_event_ = never;
};

}  // namespace tyto::kws
