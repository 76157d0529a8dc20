// SPDX-License-Identifier: Apache-2.0
// Log-likelihood ratios of successive runs in, one event an utterance out.
//
// Integers only: the same events on every target.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/core/math.hpp"
#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/durations.hpp"
#include "tyto/kws/log_ratio.hpp"

namespace tyto::kws {

// The rule:
//  - of all keywords, the one with the largest mean ratio fires, when that mean reaches the
//    keyword's threshold;
//  - a keyword that fired is disarmed until its mean posterior is under `release` and its mean
//  ratio
//    under its threshold (the two are means over different times: one may outlast the other);
//  - nothing fires within `refractory` runs of the last event.
// A mean is over the newest runs; before the first there was silence (ratio -8, posterior 0).
template <int Labels>
requires(Labels > 0) class log_ratio_filter {
  static constexpr std::size_t labels = Labels;

 public:
  static constexpr int max_runs = max_ratio_runs;

  // A posterior is stored in 1/256.
  static constexpr int one = 256;

  // What runs of the network count in.
  struct rule {
    int average = 1;                               // runs
    std::array<std::int32_t, labels> threshold{};  // sums of `average` ratios
    int release_average = 1;                       // runs
    std::int32_t release = 1;                      // sum of `release_average` posteriors
    std::int32_t refractory = 0;                   // runs
  };

  // The rule of settings that are valid. frame: from one feature frame to the next.
  // thresholds: one a label, or nullptr for settings.threshold throughout.
  static constexpr rule rule_of(const log_ratio_settings& s, period frame,
                                const float* thresholds = nullptr) {
    const period run = frame.times(s.hop_frames);
    rule r;
    r.average = static_cast<int>(runs_of(s.average_ms, run));
    r.release_average = static_cast<int>(runs_of(s.release_ms, run));
    const auto full = static_cast<float>(ratio_one * r.average);
    for (std::size_t k = 0; k < labels; ++k) {
      const float of_label = thresholds == nullptr ? s.threshold : thresholds[k];
      r.threshold[k] = rounded_up((of_label + s.strictness) * full);
    }
    r.release = rounded_up(s.release * static_cast<float>(one * r.release_average));
    r.refractory = static_cast<std::int32_t>(runs_of(s.refractory_ms, run));
    return r;
  }

  constexpr explicit log_ratio_filter(const rule& r) : rule_(r) { reset(); }

  constexpr void reset() {
    for (slot& s : history_)
      s = silence;
    for (std::size_t k = 0; k < labels; ++k) {
      ratio_sum_[k] = rule_.average * silence.ratio[k];
      posterior_sum_[k] = 0;
      disarmed_[k] = false;
    }
    newest_ = 0;
    best_ = 0;
    since_event_ = never;
  }

  // As after `runs` runs of silence, at least 0: nothing that was heard before adds to a mean, and
  // the refractory time goes on.
  constexpr void interrupt(std::int64_t runs) {
    const std::int32_t since = since_event_;
    reset();
    if (runs < rule_.refractory - since) since_event_ = since + static_cast<std::int32_t>(runs);
  }

  // Takes one run: posteriors, int8 with scale 1/256 and zero point -128, and ratios in
  // 1/ratio_one, one a label. Returns the label that fires, or -1. is_keyword(label) says which
  // labels may.
  template <class IsKeyword>
  constexpr int push(const std::int8_t* posteriors, const std::int16_t* ratios,
                     IsKeyword&& is_keyword) {
    const slot& leaves_average = history_[ago(rule_.average - 1)];
    const slot& leaves_release = history_[ago(rule_.release_average - 1)];
    slot now{};
    int loudest = -1;
    for (std::size_t k = 0; k < labels; ++k) {
      now.ratio[k] = ratios[k];
      now.posterior[k] = static_cast<std::uint8_t>(posteriors[k] + 128);
      ratio_sum_[k] += now.ratio[k] - leaves_average.ratio[k];
      posterior_sum_[k] += now.posterior[k] - leaves_release.posterior[k];
      const bool is_over = posterior_sum_[k] < rule_.release && ratio_sum_[k] < rule_.threshold[k];
      disarmed_[k] = disarmed_[k] && !is_over;
      const bool louder =
          loudest < 0 || ratio_sum_[k] > ratio_sum_[static_cast<std::size_t>(loudest)];
      if (louder && is_keyword(static_cast<int>(k))) loudest = static_cast<int>(k);
    }
    best_ = 0;
    for (std::size_t k = 1; k < labels; ++k)
      best_ = posterior_sum_[k] > posterior_sum_[best_] ? k : best_;
    newest_ = newest_ + 1 == history_.size() ? 0 : newest_ + 1;
    history_[newest_] = now;
    if (since_event_ < rule_.refractory) ++since_event_;

    if (loudest < 0) return -1;
    const auto k = static_cast<std::size_t>(loudest);
    if (disarmed_[k] || ratio_sum_[k] < rule_.threshold[k] || since_event_ < rule_.refractory) {
      return -1;
    }
    disarmed_[k] = true;
    since_event_ = 0;
    return loudest;
  }

  // Label with the highest mean posterior.
  [[nodiscard]] constexpr int best() const { return static_cast<int>(best_); }

  // Mean posterior of a label over the time of the release, [0, 1].
  [[nodiscard]] constexpr float posterior(int label) const {
    return static_cast<float>(posterior_sum_[static_cast<std::size_t>(label)]) /
           static_cast<float>(one * rule_.release_average);
  }

  // Mean log-likelihood ratio of a label, -8..8.
  [[nodiscard]] constexpr float ratio(int label) const {
    return static_cast<float>(ratio_sum_[static_cast<std::size_t>(label)]) /
           static_cast<float>(ratio_one * rule_.average);
  }

  // The same as a probability: 1 / (1 + exp(-ratio)), from a table, right to 0.004.
  [[nodiscard]] constexpr float score(int label) const {
    const float at = (ratio(label) + max_ratio) * table_steps_in_one;
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= logistic.size()) return logistic.back();
    const float part = at - static_cast<float>(below);
    return logistic[below] + part * (logistic[below + 1] - logistic[below]);
  }

 private:
  static constexpr std::int32_t never = 1 << 30;
  static constexpr int table_steps_in_one = 2;
  static constexpr std::array<float, 33> logistic = [] {
    std::array<float, 33> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
      const double x = static_cast<double>(i) / table_steps_in_one - static_cast<double>(max_ratio);
      table[i] = static_cast<float>(1.0 / (1.0 + math::exp(-x)));
    }
    return table;
  }();

  // One run as it is remembered.
  struct slot {
    std::array<std::int16_t, labels> ratio{};
    std::array<std::uint8_t, labels> posterior{};
  };
  static constexpr slot silence = [] {
    slot s{};
    s.ratio.fill(-detail::ratio_most);
    return s;
  }();

  // Where the run is that was `runs` before the newest.
  [[nodiscard]] constexpr std::size_t ago(int runs) const {
    const auto back = static_cast<std::size_t>(runs);
    return newest_ >= back ? newest_ - back : newest_ + history_.size() - back;
  }

  rule rule_;
  std::array<slot, std::size_t{max_runs}> history_{};
  std::array<std::int32_t, labels> ratio_sum_{};
  std::array<std::int32_t, labels> posterior_sum_{};
  std::array<bool, labels> disarmed_{};
  std::size_t newest_ = 0;
  std::size_t best_ = 0;
  std::int32_t since_event_ = never;
};

}  // namespace tyto::kws
