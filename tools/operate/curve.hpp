// SPDX-License-Identifier: Apache-2.0
// From what the network said to the curve of misses against false accepts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "recordings.hpp"
#include "rule.hpp"

namespace operate {

// What was heard of a keyword's clip.
struct heard_clip {
  int label;
  int surroundings;  // index into evidence::surroundings
  half part;
  std::int64_t begin;  // samples from the start of the track to the word ...
  std::int64_t end;    // ... and to its end
  track runs;          // a run every base hop
};

// What was heard of audio without a keyword.
struct heard_negative {
  int kind;
  half part;
  std::int64_t samples;
  track runs;
};

// Everything that was heard.
struct evidence {
  int base_hop_frames = 1;                // of all tracks
  std::vector<std::string> surroundings;  // what clips stand in: "silence", "music at 10 dB"
  std::vector<std::string> kinds;         // of negatives
  std::vector<heard_clip> clips;
  std::vector<heard_negative> negatives;

  // Clips of one half in one surroundings; hours of one half of one kind; of all of them.
  [[nodiscard]] int clip_count(half part, int where) const;
  [[nodiscard]] double hours(half part, int kind) const;
  [[nodiscard]] double hours(half part) const;
};

// What settings do on one half of the recordings.
struct outcome {
  std::vector<int> missed;         // clips without an event of their label, by surroundings
  std::vector<int> wrong;          // other events on clips, by surroundings
  std::vector<int> false_accepts;  // events on negatives, by kind
  // The same by label: misses of its clips, false accepts of it.
  std::vector<int> missed_of;
  std::vector<int> false_accepts_of;

  [[nodiscard]] int all_missed() const;
  [[nodiscard]] int all_false_accepts() const;
};

// A word counts as heard by an event from its start to 0.9 s after its end.
outcome judge(const evidence& heard, half part, const combination& c, const thresholds& at);

// One combination over its thresholds, from low to high.
struct point {
  float threshold;
  outcome on_choose;
  outcome on_report;
};
struct curve {
  combination settings;
  std::vector<point> points;
};

curve sweep(const evidence& heard, const combination& c);

// What was chosen on one half, for a wanted rate of false accepts an hour, and what it does on the
// other.
struct choice {
  combination settings;
  thresholds at;
  bool a_keyword = false;  // each keyword has a threshold of its own
  outcome on_choose;
  outcome on_report;
};

// The one threshold with the fewest misses in all surroundings of those with at most `rate` false
// accepts an hour, the highest of equals; false if there is none.
bool choose_one(const evidence& heard, const std::vector<curve>& curves, double rate,
                choice& chosen);

// The same with a threshold for each keyword: the sum of the keywords' misses is the least that any
// split of the allowed false accepts among them gives. Judged keyword by keyword on the curve, then
// as a whole; where keywords displace each other it may be over the rate, and is made stricter.
bool choose_each(const evidence& heard, const curve& along, double rate, choice& chosen);

}  // namespace operate
