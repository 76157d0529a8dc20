// SPDX-License-Identifier: Apache-2.0
// From the type of a detector's settings to the rule that decides.
#pragma once

#include <array>
#include <concepts>
#include <utility>

#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/log_ratio.hpp"
#include "tyto/kws/log_ratio_filter.hpp"
#include "tyto/kws/posterior_filter.hpp"

namespace tyto::kws {

namespace checks {

template <class Model, int BackgroundLabels>
struct has_background {
  static_assert(BackgroundLabels > 0,
                "tyto: the log-likelihood rule compares keywords with silence and other words, of "
                "which Model has no label, needed one named silence or unknown; cure: name them so "
                "when you convert (--labels), or the other rule: options derived from "
                "tyto::kws::mean_posterior_options");
};

template <class Model, int Got, int Needed>
struct threshold_count {
  static_assert(Got == Needed,
                "tyto: Model::thresholds has Got thresholds, needed one a label (Needed); cure: "
                "convert the model again with the operating point of its own labels");
};

template <class Samples, bool AreInt16>
struct samples_of_16_bits {
  static_assert(AreInt16,
                "tyto: what a detector is to hear are Samples, needed "
                "std::span<const std::int16_t> or what becomes one; cure: of float samples "
                "std::int16_t(32767 * x); of a pointer push({samples, count}, sink)");
};

template <class Sink, bool TakesEvents>
struct event_sink {
  static_assert(TakesEvents,
                "tyto: what a detector is to call with each event is a Sink, which does not take "
                "one; needed something to call as sink(const tyto::kws::event&); cure: "
                "[](const tyto::kws::event& heard) { ... }");
};

}  // namespace checks

// A complete type if Sink can be called with an event.
template <class Sink>
    struct sink_check : checks::event_sink < Sink,
    requires(Sink& s, const event& e) {
  s(e);
} > {};

// Settings: detector_settings or log_ratio_settings.
template <class Settings, class Model>
struct decision;

template <class Model>
struct decision<detector_settings, Model> {
  using filter = posterior_filter<Model::label_count>;

  static constexpr bool valid(const detector_settings& s, int window_frames, period /*frame*/) {
    return valid_settings(s, window_frames);
  }
  static constexpr filter make(const detector_settings& s, period frame) {
    return filter(filter::rule_of(s, frame));
  }
  // The label that fires, or -1.
  template <class Run, class IsKeyword>
  static constexpr int push(filter& f, const Run& run, IsKeyword&& keyword) {
    return f.push(run.posteriors.data(), keyword);
  }
};

template <class Model>
struct decision<log_ratio_settings, Model> {
  static_assert(sizeof(checks::has_background<Model, background<Model>::count>) != 0);

  using filter = log_ratio_filter<Model::label_count>;

  static constexpr bool valid(const log_ratio_settings& s, int window_frames, period frame) {
    return valid_settings(s, window_frames, frame);
  }
  static constexpr filter make(const log_ratio_settings& s, period frame) {
    if constexpr (requires { Model::thresholds[0]; }) {
      constexpr int count = int{std::size(Model::thresholds)};
      static_assert(sizeof(checks::threshold_count<Model, count, Model::label_count>) != 0);
      return filter(filter::rule_of(s, frame, &Model::thresholds[0]));
    } else {
      return filter(filter::rule_of(s, frame));
    }
  }
  template <class Run, class IsKeyword>
  static constexpr int push(filter& f, const Run& run, IsKeyword&& keyword) {
    return f.push(run.posteriors.data(), run.ratios.data(), keyword);
  }
};

}  // namespace tyto::kws
