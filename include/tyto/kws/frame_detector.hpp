// SPDX-License-Identifier: Apache-2.0
// The half of a detector after the features:
//
//   quantised frames -> posterior_stream -> the rule that decides -> events
//
// `detector` puts a front end before it. On its own it serves where features come from elsewhere,
// such as another core.
#pragma once

#include <cstdint>
#include <type_traits>

#include "tyto/kws/decision.hpp"
#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/model_extractor.hpp"
#include "tyto/kws/posterior_stream.hpp"

namespace tyto::kws {

// Model is a model header's `model`: int8 from features to softmax, with labels and a front end.
// Options: see detector_options.
template <class Model, class Options = detector_options>
class frame_detector {
  static constexpr int incremental_hop = Options::incremental ? Options::settings.hop_frames : 0;
  using stream = posterior_stream<Model, incremental_hop>;
  using front_end = model_extractor<Model>;

  static_assert(sizeof(checks::options<Options, stream::window_frames, front_end::hop,
                                       stream::sample_rate>) != 0);

 public:
  // What the detector can be told, and so the rule that decides.
  using settings_type = std::remove_cv_t<decltype(Options::settings)>;

 private:
  using rule = decision<settings_type, Model>;

 public:
  using filter = typename rule::filter;
  using features = typename stream::features;
  using frame = typename stream::frame;

  static constexpr int coefficients = stream::coefficients;  // of a frame
  static constexpr int window_frames = stream::window_frames;
  static constexpr int sample_rate = stream::sample_rate;
  static constexpr float frame_ms = stream::frame_ms;  // from one frame to the next
  static constexpr frame silence = stream::silence;
  static constexpr std::int64_t macs_per_run = stream::macs;

  static constexpr frame quantized(features values) { return stream::quantized(values); }

  static constexpr bool valid(const settings_type& s) {
    const bool hop_fits = incremental_hop == 0 || s.hop_frames == incremental_hop;
    return hop_fits && rule::valid(s, window_frames, stream::frame_period);
  }

  // With Options::settings.
  frame_detector() = default;

  // Takes up other settings and starts anew; false, and nothing changes, where they are not
  // valid().
  [[nodiscard]] bool configure(const settings_type& settings) {
    if (!valid(settings)) return false;
    settings_ = settings;
    stream_.reset(settings.hop_frames);  // not a new one: that would stand on the stack first
    filter_ = made(settings);
    frames_ = 0;
    origin_ = 0;
    return true;
  }

  // Starts anew, as if digital silence had come before.
  void reset() {
    stream_.reset();
    filter_.reset();
    frames_ = 0;
    origin_ = 0;
  }

  // Takes up the thread `samples` samples after reset(), when something before that was lost: as if
  // it had been digital silence. Time goes on, and so does the refractory time.
  void resume_at(std::int64_t samples) {
    const int hop_frames = stream::hop_of(settings_.hop_frames);
    const std::int64_t run_samples = std::int64_t{hop_frames} * front_end::hop;
    filter_.interrupt((samples - now()) / run_samples);
    stream_.reset();
    frames_ = 0;
    origin_ = samples;
  }

  // Takes the next frame; calls sink(const event&) if it brings one.
  template <class Sink>
  void push(const frame& next, Sink&& sink) {
    ++frames_;
    static_assert(sizeof(sink_check<Sink>) != 0);
    stream_.push(next, [&](const typename stream::run& run) {
      const int fired = rule::push(filter_, run, [](int label) { return keywords[label]; });
      if (fired < 0) return;
      // Counted in frames, not in samples pushed: the same however the samples were cut.
      sink(event{fired, Model::labels[fired], filter_.score(fired), now(),
                 now() * 1000 / sample_rate});
    });
  }

  // Label with the highest averaged posterior at the last run of the network, and that average.
  [[nodiscard]] int best_label() const { return filter_.best(); }
  [[nodiscard]] float best_score() const { return filter_.posterior(filter_.best()); }

  // Averaged posterior of a label at the last run of the network.
  [[nodiscard]] float posterior(int label) const { return filter_.posterior(label); }

 private:
  static constexpr filter made(settings_type settings) {
    settings.hop_frames = stream::hop_of(settings.hop_frames);
    return rule::make(settings, stream::frame_period);
  }

  // Samples since reset() up to the end of the last frame.
  [[nodiscard]] std::int64_t now() const {
    return frames_ == 0 ? origin_ : origin_ + front_end::window + (frames_ - 1) * front_end::hop;
  }

  struct keyword_table {
    bool is[std::size_t{stream::labels}] = {};
    constexpr keyword_table() {
      for (int i = 0; i < stream::labels; ++i)
        is[i] = is_keyword(Model::labels[i]);
    }
    constexpr bool operator[](int i) const { return is[i]; }
  };
  static constexpr keyword_table keywords{};

  settings_type settings_ = Options::settings;
  stream stream_{Options::settings.hop_frames};
  filter filter_ = made(Options::settings);
  std::int64_t frames_ = 0;  // since origin_
  std::int64_t origin_ = 0;  // samples from reset() to where the frames count from
};

}  // namespace tyto::kws
