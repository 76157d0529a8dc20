// SPDX-License-Identifier: Apache-2.0
// From posteriors to the curve of misses against false accepts.
#pragma once

#include <cstdint>
#include <vector>

#include "model.hpp"

namespace operate {

// What was heard of a keyword's clip.
struct heard_clip {
  int label;
  posterior_track track;  // a run every base hop
};

// What was heard of audio without a keyword.
struct heard_negative {
  int group;
  std::int64_t samples;
  posterior_track track;
};

// Everything that was heard.
struct evidence {
  int base_hop_frames = 1;  // of all tracks
  std::vector<heard_clip> clips;
  std::vector<heard_negative> negatives;
  int groups = 0;

  // Hours of the negatives of a group; of all of them.
  [[nodiscard]] double hours(int group) const;
  [[nodiscard]] double hours() const;
};

// A detector's settings, and what it does with them.
struct operating_point {
  tyto::kws::detector_settings settings;
  int missed = 0;                  // clips without an event of their label
  int wrong = 0;                   // events on clips that are not the first of their label
  std::vector<int> false_accepts;  // events on negatives, by group

  [[nodiscard]] int all_false_accepts() const;
};

// One detector over a range of thresholds, from low to high.
struct curve {
  int hop_frames;
  int average;
  std::vector<operating_point> points;
};

// The labels of a detector's events on a track, in order. settings.hop_frames must be a multiple of
// the track's.
std::vector<int> events_of(const posterior_track& track, int base_hop_frames,
                           const tyto::kws::detector_settings& settings);

operating_point judge(const evidence& heard, const tyto::kws::detector_settings& settings);

// Thresholds 0.30, 0.31 ... 0.99; release is half the threshold.
curve sweep(const evidence& heard, int hop_frames, int average);

// The point with the fewest misses among those with at most `rate` false accepts an hour, the
// highest threshold of equals; nullptr if there is none.
const operating_point* choose(const std::vector<curve>& curves, const evidence& heard, double rate);

// Upper bound, one-sided with 95 % confidence, of the rate an hour that gives `count` events in
// `hours`: Poisson.
double upper_bound(int count, double hours);

}  // namespace operate
