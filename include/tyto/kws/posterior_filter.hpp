// SPDX-License-Identifier: Apache-2.0
// Posteriors of successive windows in, one event an utterance out.
//
// Integers only: the same events on every target.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/durations.hpp"

namespace tyto::kws {

// Moving average of each label's posterior, and the rule that turns averages into events:
//  - a keyword fires when its average is the highest of all labels and reaches the threshold;
//  - a keyword that fired is disarmed until its average falls under `release`;
//  - nothing fires within `refractory` runs of the last event.
template <int Labels>
requires(Labels > 0) class posterior_filter {
 public:
  static constexpr int max_average = kws::max_average;

  // A posterior is stored in 1/256.
  static constexpr int one = 256;

  // What runs of the network count in.
  struct rule {
    int average;
    int threshold;  // sums of `average` posteriors
    int release;
    int refractory;  // runs
  };

  // The rule of settings that are valid. frame: from one feature frame to the next.
  static constexpr rule rule_of(const detector_settings& s, period frame) {
    const auto full = static_cast<float>(one * s.average);
    const int release = rounded_up(s.release * full);
    return {s.average, rounded_up(s.threshold * full),
            release > 0 ? release : 1,  // a score of 0 re-arms, whatever the settings
            static_cast<int>(runs_of(s.refractory_ms, frame.times(s.hop_frames)))};
  }
  static constexpr rule rule_of(const detector_settings& s, float frame_ms) {
    return rule_of(s, period::of_ms(frame_ms));
  }

  constexpr explicit posterior_filter(rule r) : rule_(r) {}

  constexpr void reset() { *this = posterior_filter(rule_); }

  // As after `runs` runs, at least 0, in which every posterior was 0: nothing that was heard before
  // adds to a score, and the refractory time goes on.
  constexpr void interrupt(std::int64_t runs) {
    const int since = since_event_;
    reset();
    since_event_ = runs < rule_.refractory - since ? since + static_cast<int>(runs) : since_event_;
  }

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

  // Label with the highest average, and that average in [0, 1]. It is the score and the posterior.
  [[nodiscard]] constexpr int best() const { return best_; }
  [[nodiscard]] constexpr float posterior(int label) const { return score(label); }
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
