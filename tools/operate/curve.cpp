// SPDX-License-Identifier: Apache-2.0
#include "curve.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "listening.hpp"

namespace operate {

namespace {

double to_hours(std::int64_t samples) {
  return static_cast<double>(samples) / (3600.0 * stream::sample_rate);
}

int sum_of(const std::vector<int>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0);
}

// A detector is sure of a word up to this long after its end.
constexpr std::int64_t late = stream::sample_rate * 9 / 10;

void judge_clip(const heard_clip& clip, const std::vector<event>& fired, const combination& c,
                outcome& o) {
  bool found = false;
  const auto where = static_cast<std::size_t>(clip.surroundings);
  for (const event& e : fired) {
    const std::int64_t at = end_of(e.run, c.hop_frames);
    const bool hit = !found && e.label == clip.label && at >= clip.begin && at <= clip.end + late;
    found = found || hit;
    o.wrong[where] += hit ? 0 : 1;
  }
  if (found) return;
  ++o.missed[where];
  ++o.missed_of[static_cast<std::size_t>(clip.label)];
}

}  // namespace

int evidence::clip_count(half part, int where) const {
  return static_cast<int>(std::count_if(clips.begin(), clips.end(), [&](const heard_clip& c) {
    return c.part == part && c.surroundings == where;
  }));
}

double evidence::hours(half part, int kind) const {
  std::int64_t sum = 0;
  for (const heard_negative& n : negatives)
    sum += n.part == part && n.kind == kind ? n.samples : 0;
  return to_hours(sum);
}

double evidence::hours(half part) const {
  std::int64_t sum = 0;
  for (const heard_negative& n : negatives)
    sum += n.part == part ? n.samples : 0;
  return to_hours(sum);
}

int outcome::all_missed() const {
  return sum_of(missed);
}
int outcome::all_false_accepts() const {
  return sum_of(false_accepts);
}

outcome judge(const evidence& heard, half part, const combination& c, const thresholds& at) {
  outcome o{std::vector<int>(heard.surroundings.size()),
            std::vector<int>(heard.surroundings.size()), std::vector<int>(heard.kinds.size()),
            std::vector<int>(label_count), std::vector<int>(label_count)};
  for (const heard_clip& clip : heard.clips) {
    if (clip.part != part) continue;
    judge_clip(clip, events_of(clip.runs, heard.base_hop_frames, c, at), c, o);
  }
  for (const heard_negative& n : heard.negatives) {
    if (n.part != part) continue;
    for (const event& e : events_of(n.runs, heard.base_hop_frames, c, at)) {
      ++o.false_accepts[static_cast<std::size_t>(n.kind)];
      ++o.false_accepts_of[static_cast<std::size_t>(e.label)];
    }
  }
  return o;
}

curve sweep(const evidence& heard, const combination& c) {
  const std::vector<float> steps = threshold_steps(c.kind);
  curve along{c, std::vector<point>(steps.size())};
  for_each_parallel(
      steps.size(),
      [&](std::size_t i) {
        const thresholds at = same_threshold(steps[i]);
        along.points[i] = {steps[i], judge(heard, half::choose, c, at),
                           judge(heard, half::report, c, at)};
      },
      [](std::size_t) {});
  return along;
}

bool choose_one(const evidence& heard, const std::vector<curve>& curves, double rate,
                choice& chosen) {
  const double allowed = rate * heard.hours(half::choose);
  bool any = false;
  float threshold = 0.0F;
  for (const curve& along : curves) {
    for (const point& p : along.points) {
      if (p.on_choose.all_false_accepts() > allowed) continue;
      const int missed = p.on_choose.all_missed();
      const int least = any ? chosen.on_choose.all_missed() : 0;
      if (any && (missed > least || (missed == least && p.threshold < threshold))) continue;
      any = true;
      threshold = p.threshold;
      chosen = {along.settings, same_threshold(p.threshold), false, p.on_choose, p.on_report};
    }
  }
  return any;
}

bool choose_each(const evidence& heard, const curve& along, double rate, choice& chosen) {
  const auto allowed = static_cast<std::size_t>(rate * heard.hours(half::choose));
  constexpr int none = std::numeric_limits<int>::max() / 2;
  // least[n]: the misses of the keywords so far with at most n false accepts; step[k][n]: the point
  // of keyword k on the way there.
  std::vector<int> least(allowed + 1, 0);
  std::vector<std::vector<std::size_t>> step(label_count);
  std::vector<std::vector<std::size_t>> spent(label_count);
  for (std::size_t k = 0; k < label_count; ++k) {
    if (!is_keyword(static_cast<int>(k))) continue;
    std::vector<int> next(allowed + 1, none);
    step[k].assign(allowed + 1, 0);
    spent[k].assign(allowed + 1, 0);
    for (std::size_t n = 0; n <= allowed; ++n) {
      // From high to low: of equals the stricter.
      for (std::size_t i = along.points.size(); i-- > 0;) {
        const outcome& o = along.points[i].on_choose;
        const auto cost = static_cast<std::size_t>(o.false_accepts_of[k]);
        if (cost > n || least[n - cost] == none) continue;
        const int missed = least[n - cost] + o.missed_of[k];
        if (missed >= next[n]) continue;
        next[n] = missed;
        step[k][n] = i;
        spent[k][n] = cost;
      }
    }
    least = next;
  }
  if (least[allowed] == none) return false;

  thresholds at = same_threshold(along.points.back().threshold);
  std::size_t left = allowed;
  for (std::size_t k = label_count; k-- > 0;) {
    if (step[k].empty()) continue;
    at[k] = along.points[step[k][left]].threshold;
    left -= spent[k][left];
  }
  for (int stricter = 0; stricter < 20; ++stricter) {
    chosen = {along.settings, at, true, judge(heard, half::choose, along.settings, at), {}};
    if (chosen.on_choose.all_false_accepts() <= rate * heard.hours(half::choose)) {
      chosen.on_report = judge(heard, half::report, along.settings, at);
      return true;
    }
    for (float& one : at)
      one = std::min(one + 0.1F, tyto::kws::max_ratio);
  }
  return false;
}

}  // namespace operate
