// SPDX-License-Identifier: Apache-2.0
#include "curve.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace operate {

namespace {

double to_hours(std::int64_t samples) {
  return static_cast<double>(samples) / (3600.0 * stream::sample_rate);
}

// Probability of at most `count` events where `mean` are expected.
double poisson_at_most(int count, double mean) {
  double term = std::exp(-mean);
  double sum = term;
  for (int i = 1; i <= count; ++i) {
    term *= mean / i;
    sum += term;
  }
  return sum;
}

}  // namespace

double evidence::hours(int group) const {
  std::int64_t samples = 0;
  for (const heard_negative& n : negatives)
    samples += n.group == group ? n.samples : 0;
  return to_hours(samples);
}

double evidence::hours() const {
  std::int64_t samples = 0;
  for (const heard_negative& n : negatives)
    samples += n.samples;
  return to_hours(samples);
}

int operating_point::all_false_accepts() const {
  return std::accumulate(false_accepts.begin(), false_accepts.end(), 0);
}

std::vector<int> events_of(const posterior_track& track, int base_hop_frames,
                           const tyto::kws::detector_settings& settings) {
  const auto stride = static_cast<std::size_t>(settings.hop_frames / base_hop_frames);
  filter rule(filter::rule_of(settings, stream::frame_ms));
  std::vector<int> fired;
  // A detector's first run is a whole hop after its start.
  for (std::size_t i = stride - 1; i < track.size(); i += stride) {
    const int label = rule.push(track[i].data(), is_keyword);
    if (label >= 0) fired.push_back(label);
  }
  return fired;
}

operating_point judge(const evidence& heard, const tyto::kws::detector_settings& settings) {
  operating_point p{settings, 0, 0, std::vector<int>(static_cast<std::size_t>(heard.groups))};
  for (const heard_clip& clip : heard.clips) {
    const std::vector<int> fired = events_of(clip.track, heard.base_hop_frames, settings);
    const bool found = std::find(fired.begin(), fired.end(), clip.label) != fired.end();
    p.missed += found ? 0 : 1;
    p.wrong += static_cast<int>(fired.size()) - (found ? 1 : 0);
  }
  for (const heard_negative& n : heard.negatives) {
    p.false_accepts[static_cast<std::size_t>(n.group)] +=
        static_cast<int>(events_of(n.track, heard.base_hop_frames, settings).size());
  }
  return p;
}

curve sweep(const evidence& heard, int hop_frames, int average) {
  curve c{hop_frames, average, {}};
  for (int percent = 30; percent <= 99; ++percent) {
    const float threshold = static_cast<float>(percent) / 100.0F;
    c.points.push_back(judge(heard, {.hop_frames = hop_frames,
                                     .average = average,
                                     .threshold = threshold,
                                     .release = threshold / 2}));
  }
  return c;
}

const operating_point* choose(const std::vector<curve>& curves, const evidence& heard,
                              double rate) {
  const operating_point* best = nullptr;
  for (const curve& c : curves) {
    for (const operating_point& p : c.points) {
      if (p.all_false_accepts() > rate * heard.hours()) continue;
      const bool better =
          best == nullptr || p.missed < best->missed ||
          (p.missed == best->missed && p.settings.threshold > best->settings.threshold);
      if (better) best = &p;
    }
  }
  return best;
}

double upper_bound(int count, double hours) {
  double low = count;
  double high = 10.0 + 3.0 * count;
  for (int i = 0; i < 60; ++i) {
    const double mean = (low + high) / 2.0;
    (poisson_at_most(count, mean) > 0.05 ? low : high) = mean;
  }
  return high / hours;
}

}  // namespace operate
