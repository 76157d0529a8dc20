// SPDX-License-Identifier: Apache-2.0
// What a detector can be told, and the checks of it.
//
// There are two rules that decide when a keyword was said; which one a detector has is the type of
// its settings:
//
//   log_ratio_settings   how much likelier the keyword is than silence and other words: hears more
//                        at the same number of false accepts, and is what a detector has that is
//                        told nothing
//   detector_settings    the mean of the keyword's posterior
#pragma once

#include <cstdint>
#include <type_traits>

#include "tyto/kws/durations.hpp"

namespace tyto::kws {

// The rule of mean posteriors; see posterior_filter.
struct detector_settings {
  int hop_frames = 5;       // feature frames between two runs of the network, at least 1
  int average = 5;          // runs that a score is the mean of, 1..max_average
  float threshold = 0.7F;   // mean posterior that fires, (0, 1]
  float release = 0.35F;    // mean posterior that a fired keyword must fall under to fire again,
                            // under the threshold
  int refractory_ms = 500;  // least time between two events
};

// The rule of log-likelihood ratios; see log_ratio_filter. Times are rounded up to whole runs of
// the network.
struct log_ratio_settings {
  int hop_frames = 5;       // feature frames between two runs of the network, at least 1
  int average_ms = 600;     // time that a ratio is averaged over, at most max_ratio_runs runs
  float threshold = 2.5F;   // mean ratio (natural logarithm, -8..8) that fires a keyword for which
                            // the model states no threshold of its own (Model::thresholds)
  float strictness = 0.0F;  // added to every keyword's threshold: fewer false accepts and more
                            // misses where it is positive, -16..16
  float release = 0.35F;    // mean posterior that a fired keyword must fall under to fire again,
                            // (0, 1] ...
  int release_ms = 300;     // ... taken over this time, at most max_ratio_runs runs
  int refractory_ms = 500;  // least time between two events
};

// Most runs that a score can be the mean of.
inline constexpr int max_average = 16;
inline constexpr int max_ratio_runs = 32;

// A log-likelihood ratio is clipped to this, either sign.
inline constexpr float max_ratio = 8.0F;

// Whether settings make sense for a window of `window_frames` feature frames.
constexpr bool valid_settings(const detector_settings& s, int window_frames) {
  return s.hop_frames >= 1 && s.hop_frames <= window_frames && s.average >= 1 &&
         s.average <= max_average && s.threshold > 0.0F && s.threshold <= 1.0F &&
         s.release >= 0.0F && s.release < s.threshold && s.refractory_ms >= 0;
}

// `frame`: from one feature frame to the next.
constexpr bool valid_settings(const log_ratio_settings& s, int window_frames, period frame) {
  if (s.hop_frames < 1 || s.hop_frames > window_frames) return false;
  const period run = frame.times(s.hop_frames);
  return s.average_ms >= 1 && runs_of(s.average_ms, run) <= max_ratio_runs &&
         s.threshold >= -max_ratio && s.threshold <= max_ratio && s.strictness >= -2 * max_ratio &&
         s.strictness <= 2 * max_ratio && s.release > 0.0F && s.release <= 1.0F &&
         s.release_ms >= 1 && runs_of(s.release_ms, run) <= max_ratio_runs && s.refractory_ms >= 0;
}

// What a detector is compiled with travels as a type:
//
//   struct my_options : tyto::kws::detector_options {
//     static constexpr tyto::kws::log_ratio_settings settings{.strictness = 0.5F};
//   };
//   tyto::kws::detector<my_model::model, my_options> ears;
struct detector_options {
  // What the detector starts with; their type is the rule.
  static constexpr log_ratio_settings settings{};

  // Whether what one run of the network computed is kept for the next: less work, for more RAM (the
  // bundled model at a hop of 100 ms: 58 % of the multiply-accumulates, and 77 KB more). Events are
  // the same. settings.hop_frames is then the only hop that the detector takes.
  static constexpr bool incremental = false;
};

// The same with the rule of mean posteriors.
struct mean_posterior_options : detector_options {
  static constexpr detector_settings settings{};
};

// Checks of a detector's options. The template's arguments are the numbers, so that the compiler's
// "in instantiation of" line says who and got; the message says needed and the cure.
namespace checks {

template <class Options, int Got, int WindowFrames>
struct hop_frames {
  static_assert(1 <= Got && Got <= WindowFrames,
                "tyto: a detector's hop_frames is Got, needed 1 to the frames of the network's "
                "window (WindowFrames); cure: the feature frames, not milliseconds or samples, "
                "from one run of the network to the next");
};

template <class Options, int Got, int Maximum>
struct average {
  static_assert(1 <= Got && Got <= Maximum,
                "tyto: a detector's average is Got, needed 1 to Maximum; cure: the runs of the "
                "network that a score is the mean of, fewer of them with a longer hop");
};

template <class Options, int GotMs, std::int64_t GotRuns, int Maximum>
struct average_ms {
  static_assert(1 <= GotMs && GotRuns <= Maximum,
                "tyto: a detector's average_ms is GotMs, which is GotRuns runs of the network, "
                "needed 1 to Maximum runs; cure: milliseconds, about the length of a word, or a "
                "longer hop");
};

template <class Options, int GotMs, std::int64_t GotRuns, int Maximum>
struct release_ms {
  static_assert(1 <= GotMs && GotRuns <= Maximum,
                "tyto: a detector's release_ms is GotMs, which is GotRuns runs of the network, "
                "needed 1 to Maximum runs; cure: milliseconds, about half a word, or a longer hop");
};

template <class Options, int GotMillionths>
struct threshold {
  static_assert(0 < GotMillionths && GotMillionths <= 1000000,
                "tyto: a detector's threshold is GotMillionths / 1e6, needed over 0 to 1; cure: a "
                "probability, not a percentage");
};

template <class Options, int GotMillionths>
struct ratio_threshold {
  static_assert(-8000000 <= GotMillionths && GotMillionths <= 8000000,
                "tyto: a detector's threshold is GotMillionths / 1e6, needed -8 to 8; cure: a "
                "log-likelihood ratio (2.2 is ten to one), not a percentage");
};

template <class Options, int GotMillionths>
struct strictness {
  static_assert(
      -16000000 <= GotMillionths && GotMillionths <= 16000000,
      "tyto: a detector's strictness is GotMillionths / 1e6, needed -16 to 16; cure: what "
      "is added to each keyword's threshold, 0 for nothing");
};

template <class Options, int GotMillionths, int ThresholdMillionths>
struct release {
  static_assert(
      0 <= GotMillionths && GotMillionths < ThresholdMillionths,
      "tyto: a detector's release is GotMillionths / 1e6, needed 0 to under its threshold "
      "(ThresholdMillionths / 1e6), or one utterance fires again and again; cure: about "
      "half the threshold");
};

template <class Options, int GotMillionths>
struct release_posterior {
  static_assert(0 < GotMillionths && GotMillionths <= 1000000,
                "tyto: a detector's release is GotMillionths / 1e6, needed over 0 to 1, or a "
                "keyword that fired never fires again; cure: a posterior, about 0.35");
};

template <class Options, int Got>
struct refractory {
  static_assert(Got >= 0,
                "tyto: a detector's refractory_ms is Got, needed at least 0; cure: the least time "
                "between two events in milliseconds, 0 for none");
};

template <class Options, bool IsOne>
struct settings_type {
  static_assert(IsOne,
                "tyto: the type of Options::settings is no rule that decides; needed "
                "tyto::kws::log_ratio_settings or tyto::kws::detector_settings; cure: derive your "
                "options from tyto::kws::detector_options or tyto::kws::mean_posterior_options");
};

// 1e6 x as an integer for a message; the least number for what is no setting at all.
constexpr int millionths(float x) {
  return x > -2000.0F && x < 2000.0F ? static_cast<int>(static_cast<double>(x) * 1e6) : -2000000000;
}

constexpr std::int64_t runs_or_none(int ms, int hop_frames, period frame) {
  return ms < 0 || hop_frames < 1 ? 0 : runs_of(ms, frame.times(hop_frames));
}

// A complete type if every check holds. FrameSamples at SampleRate: one feature frame to the next.
template <class Options, int WindowFrames, int FrameSamples, int SampleRate, class Settings>
struct options_of : settings_type<Options, std::is_void_v<Settings>> {};

template <class Options, int WindowFrames, int FrameSamples, int SampleRate>
struct options_of<Options, WindowFrames, FrameSamples, SampleRate, detector_settings>
    : hop_frames<Options, Options::settings.hop_frames, WindowFrames>,
      average<Options, Options::settings.average, max_average>,
      threshold<Options, millionths(Options::settings.threshold)>,
      release<Options, millionths(Options::settings.release),
              millionths(Options::settings.threshold)>,
      refractory<Options, Options::settings.refractory_ms> {};

template <class Options, int WindowFrames, int FrameSamples, int SampleRate>
struct options_of<Options, WindowFrames, FrameSamples, SampleRate, log_ratio_settings>
    : hop_frames<Options, Options::settings.hop_frames, WindowFrames>,
      average_ms<Options, Options::settings.average_ms,
                 runs_or_none(Options::settings.average_ms, Options::settings.hop_frames,
                              {FrameSamples, SampleRate}),
                 max_ratio_runs>,
      ratio_threshold<Options, millionths(Options::settings.threshold)>,
      strictness<Options, millionths(Options::settings.strictness)>,
      release_posterior<Options, millionths(Options::settings.release)>,
      release_ms<Options, Options::settings.release_ms,
                 runs_or_none(Options::settings.release_ms, Options::settings.hop_frames,
                              {FrameSamples, SampleRate}),
                 max_ratio_runs>,
      refractory<Options, Options::settings.refractory_ms> {};

template <class Options, int WindowFrames, int FrameSamples = 320, int SampleRate = 16000>
struct options : options_of<Options, WindowFrames, FrameSamples, SampleRate,
                            std::remove_cv_t<decltype(Options::settings)>> {};

}  // namespace checks
}  // namespace tyto::kws
