// SPDX-License-Identifier: Apache-2.0
// What a detector can be told, and the checks of it.
#pragma once

#include <type_traits>

namespace tyto::kws {

struct detector_settings {
  int hop_frames = 5;       // feature frames between two runs of the network, at least 1
  int average = 5;          // runs that a score is the mean of, 1..max_average
  float threshold = 0.7F;   // mean posterior that fires, (0, 1]
  float release = 0.35F;    // mean posterior that a fired keyword must fall under to fire again,
                            // under the threshold
  int refractory_ms = 500;  // least time between two events
};

// Most runs that a score can be the mean of.
inline constexpr int max_average = 16;

// Whether settings make sense for a window of `window_frames` feature frames.
constexpr bool valid_settings(const detector_settings& s, int window_frames) {
  return s.hop_frames >= 1 && s.hop_frames <= window_frames && s.average >= 1 &&
         s.average <= max_average && s.threshold > 0.0F && s.threshold <= 1.0F &&
         s.release >= 0.0F && s.release < s.threshold && s.refractory_ms >= 0;
}

// What a detector is compiled with travels as a type:
//
//   struct my_options : tyto::kws::detector_options {
//     static constexpr tyto::kws::detector_settings settings{.threshold = 0.8F};
//   };
//   tyto::kws::detector<my_model::model, my_options> ears;
struct detector_options {
  // What the detector starts with where its constructor is given nothing.
  static constexpr detector_settings settings{};

  // Whether what one run of the network computed is kept for the next: less work, for more RAM (the
  // bundled model at a hop of 100 ms: 58 % of the multiply-accumulates, and 77 KB more). Events are
  // the same. settings.hop_frames is then the only hop that the detector takes.
  static constexpr bool incremental = false;
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

template <class Options, int GotMillionths>
struct threshold {
  static_assert(0 < GotMillionths && GotMillionths <= 1000000,
                "tyto: a detector's threshold is GotMillionths / 1e6, needed over 0 to 1; cure: a "
                "probability, not a percentage");
};

template <class Options, int GotMillionths, int ThresholdMillionths>
struct release {
  static_assert(
      0 <= GotMillionths && GotMillionths < ThresholdMillionths,
      "tyto: a detector's release is GotMillionths / 1e6, needed 0 to under its threshold "
      "(ThresholdMillionths / 1e6), or one utterance fires again and again; cure: about "
      "half the threshold");
};

template <class Options, int Got>
struct refractory {
  static_assert(Got >= 0,
                "tyto: a detector's refractory_ms is Got, needed at least 0; cure: the least time "
                "between two events in milliseconds, 0 for none");
};

// 1e6 x as an integer for a message; the least number for what is no probability at all.
constexpr int millionths(float x) {
  return x > -2.0F && x < 2.0F ? static_cast<int>(double{x} * 1e6) : -2000000;
}

// A complete type if every check holds.
template <class Options, int WindowFrames>
struct options : hop_frames<Options, Options::settings.hop_frames, WindowFrames>,
                 average<Options, Options::settings.average, max_average>,
                 threshold<Options, millionths(Options::settings.threshold)>,
                 release<Options, millionths(Options::settings.release),
                         millionths(Options::settings.threshold)>,
                 refractory<Options, Options::settings.refractory_ms> {};

}  // namespace checks
}  // namespace tyto::kws
