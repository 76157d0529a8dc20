// SPDX-License-Identifier: Apache-2.0
// When a wake word was said: the rule of microWakeWord's models, whose manifests state a
// probability and a number of runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/kws/durations.hpp"

namespace tyto::kws {

// Most runs that a probability can be the mean of.
inline constexpr int max_wake_word_window = 64;

struct wake_word_settings {
  float cutoff = 0.97F;  // mean probability that must be passed, [0, 1) ("probability_cutoff")
  int window = 5;        // runs that it is the mean of ("sliding_window_size")
  int ignore_ms = 1000;  // nothing fires so long after the start and after an event
};

constexpr bool valid_settings(const wake_word_settings& s) {
  return s.cutoff >= 0.0F && s.cutoff < 1.0F && s.window >= 1 && s.window <= max_wake_word_window &&
         s.ignore_ms >= 0;
}

// The mean of the newest probabilities, and whether it passes the cut-off. Integers only.
class sliding_mean {
 public:
  // A probability of 1 as networks store it.
  static constexpr int one = 255;

  constexpr explicit sliding_mean(const wake_word_settings& s)
      : window_(s.window), least_(least_over(s.cutoff * static_cast<float>(one * s.window))) {}

  constexpr void reset() {
    history_.fill(0);
    next_ = 0;
    sum_ = 0;
  }

  // Takes the next probability; true if the mean is over the cut-off. Runs before the first count
  // as 0.
  constexpr bool push(std::uint8_t probability) {
    sum_ += probability - history_[next_];
    history_[next_] = probability;
    next_ = next_ + 1 == static_cast<std::size_t>(window_) ? 0 : next_ + 1;
    return sum_ >= least_;
  }

  [[nodiscard]] constexpr float mean() const {
    return static_cast<float>(sum_) / static_cast<float>(one * window_);
  }

 private:
  // The least integer over x.
  static constexpr int least_over(float x) {
    const std::int32_t at_least = rounded_up(x);
    return static_cast<float>(at_least) > x ? at_least : at_least + 1;
  }

  int window_;
  int least_;
  std::array<std::uint8_t, std::size_t{max_wake_word_window}> history_{};
  std::size_t next_ = 0;
  int sum_ = 0;
};

}  // namespace tyto::kws
