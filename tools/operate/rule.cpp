// SPDX-License-Identifier: Apache-2.0
#include "rule.hpp"

#include <fmt/format.h>

namespace operate {

namespace {

using mean_filter = tyto::kws::posterior_filter<model::label_count>;
using ratio_filter = tyto::kws::log_ratio_filter<model::label_count>;

int runs_in(int ms, const combination& c) {
  return static_cast<int>(tyto::kws::runs_of(ms, stream::frame_period.times(c.hop_frames)));
}

tyto::kws::detector_settings mean_settings(const combination& c, float threshold) {
  return {.hop_frames = c.hop_frames,
          .average = runs_in(c.average_ms, c),
          .threshold = threshold,
          .release = threshold / 2,
          .refractory_ms = c.refractory_ms};
}

tyto::kws::log_ratio_settings ratio_settings(const combination& c) {
  return {.hop_frames = c.hop_frames,
          .average_ms = c.average_ms,
          .release = c.release,
          .release_ms = c.release_ms,
          .refractory_ms = c.refractory_ms};
}

// push(run) for every run of the hop. A detector's first run is a whole hop after its start.
template <class Push>
std::vector<event> events_with(const track& heard, int base_hop_frames, int hop_frames,
                               Push&& push) {
  const auto stride = static_cast<std::size_t>(hop_frames / base_hop_frames);
  std::vector<event> fired;
  for (std::size_t i = stride - 1; i < heard.size(); i += stride) {
    const int label = push(heard[i]);
    if (label >= 0) fired.push_back({label, i / stride});
  }
  return fired;
}

}  // namespace

std::string name_of(rule_kind kind) {
  return kind == rule_kind::log_ratio ? "ratio" : "mean";
}

thresholds same_threshold(float threshold) {
  thresholds all{};
  all.fill(threshold);
  return all;
}

std::string text_of(const combination& c) {
  std::string text = fmt::format("{}, hop {:.0f} ms, average {} ms", name_of(c.kind),
                                 static_cast<float>(c.hop_frames) * stream::frame_ms, c.average_ms);
  const combination usual;
  if (c.kind == rule_kind::log_ratio && c.release != usual.release)
    text += fmt::format(", release {:.2f}", c.release);
  if (c.kind == rule_kind::log_ratio && c.release_ms != usual.release_ms)
    text += fmt::format(" over {} ms", c.release_ms);
  if (c.refractory_ms != usual.refractory_ms)
    text += fmt::format(", refractory {} ms", c.refractory_ms);
  return text;
}

std::vector<event> events_of(const track& heard, int base_hop_frames, const combination& c,
                             const thresholds& at) {
  if (c.kind == rule_kind::mean_posterior) {
    mean_filter rule(mean_filter::rule_of(mean_settings(c, at[0]), stream::frame_period));
    return events_with(heard, base_hop_frames, c.hop_frames,
                       [&](const run& r) { return rule.push(r.posteriors.data(), is_keyword); });
  }
  ratio_filter rule(ratio_filter::rule_of(ratio_settings(c), stream::frame_period, at.data()));
  return events_with(heard, base_hop_frames, c.hop_frames, [&](const run& r) {
    return rule.push(r.posteriors.data(), r.ratios.data(), is_keyword);
  });
}

std::int64_t end_of(std::size_t run, int hop_frames) {
  const auto frames = static_cast<std::int64_t>(run + 1) * hop_frames;
  return front_end::window + (frames - 1) * front_end::hop;
}

std::vector<float> threshold_steps(rule_kind kind) {
  std::vector<float> steps;
  if (kind == rule_kind::mean_posterior) {
    for (int percent = 30; percent <= 99; ++percent)
      steps.push_back(static_cast<float>(percent) / 100.0F);
  } else {
    for (int tenth = -40; tenth <= 79; ++tenth)
      steps.push_back(static_cast<float>(tenth) / 10.0F);
  }
  return steps;
}

std::string why_not_valid(const combination& c) {
  if (c.kind == rule_kind::mean_posterior) {
    if (runs_in(c.average_ms, c) <= tyto::kws::max_average) return {};
    return fmt::format("{}: the rule of means averages over at most {} runs", text_of(c),
                       tyto::kws::max_average);
  }
  if (tyto::kws::valid_settings(ratio_settings(c), stream::window_frames, stream::frame_period))
    return {};
  return fmt::format(
      "{}: no settings of a detector; needed at most {} runs of the network in the "
      "average and the release, a release over 0 to 1",
      text_of(c), tyto::kws::max_ratio_runs);
}

}  // namespace operate
