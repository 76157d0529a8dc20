// SPDX-License-Identifier: Apache-2.0
// A keyword detector on a stream of samples:
//
//   samples -> audio::mfcc -> window of features -> network -> posterior_filter -> events
//
// One object holds everything (sizeof is the RAM it takes); nothing is allocated.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/mfcc.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/posterior_filter.hpp"

namespace tyto::kws {

// Model is a model header's `model`: int8 from features to softmax, with labels and a front end.
template <class Model>
class detector {
  using network = typename Model::network;
  using front_end = audio::mfcc<typename Model::front_end>;

  static constexpr int labels = Model::label_count;
  static constexpr int coefficients = front_end::coefficients;
  // One frame of features.
  using features = std::span<const float, static_cast<std::size_t>(front_end::coefficients)>;

  static constexpr int window_frames = network::input_elements / coefficients;

  static_assert(network::input_elements % coefficients == 0,
                "tyto: the network's input is no whole number of the front end's frames; cure: "
                "convert the model with the front end it was trained with");
  static_assert(labels == network::output_elements,
                "tyto: the model has other labels than its network has outputs; cure: convert it "
                "with one label an output");
  static_assert(std::same_as<typename network::input_element, std::int8_t> &&
                    std::same_as<typename network::output_element, std::int8_t> &&
                    Model::output_quantization == quantization{1.0F / 256, -128},
                "tyto: the detector takes int8 networks that end in a softmax (scale 1/256, zero "
                "point -128); cure: convert an int8 model with its softmax");

 public:
  using filter = posterior_filter<labels>;

  static constexpr int sample_rate = front_end::parameters.sample_rate;

  // Milliseconds from one feature frame to the next.
  static constexpr float frame_ms =
      1000.0F * static_cast<float>(front_end::hop) / static_cast<float>(sample_rate);

  // Whether settings make sense for this model:
  //   static_assert(detector::valid(my_settings));
  static constexpr bool valid(const detector_settings& s) {
    return s.hop_frames >= 1 && s.hop_frames <= window_frames && s.average >= 1 &&
           s.average <= filter::max_average && s.threshold > 0.0F && s.threshold <= 1.0F &&
           s.release >= 0.0F && s.release < s.threshold && s.refractory_ms >= 0;
  }

  // Settings that are not valid() are replaced by the defaults. (Not constexpr on purpose: an
  // object initialised in the compiler would be copied out of flash; this one is zeros until it is
  // built.)
  explicit detector(const detector_settings& settings = {})
      : settings_(valid(settings) ? settings : detector_settings{}), filter_(rule_of(settings_)) {
    reset();
  }

  // Starts anew, as if digital silence had come before.
  void reset() {
    front_end_.reset();
    filter_.reset();
    frames_ = 0;
    fill_with_silence();
  }

  // Takes 16-bit mono samples, as many as there are. Calls sink(const event&) for each event, in
  // order.
  template <class Sink>
  void push(std::span<const std::int16_t> samples, Sink&& sink) {
    front_end_.push(samples, [&](features frame) { push_frame(frame, sink); });
  }

  // Label with the highest averaged posterior at the last run of the network, and that average.
  [[nodiscard]] int best_label() const { return filter_.best(); }
  [[nodiscard]] float best_score() const { return filter_.score(filter_.best()); }

 private:
  static constexpr typename filter::rule rule_of(const detector_settings& s) {
    const auto full = static_cast<float>(filter::one * s.average);
    const float run_ms = frame_ms * static_cast<float>(s.hop_frames);
    return {s.average, static_cast<int>(s.threshold * full), static_cast<int>(s.release * full),
            static_cast<int>(static_cast<float>(s.refractory_ms) / run_ms)};
  }

  std::int8_t* row(int frame) { return window_ + frame * coefficients; }

  void write_row(int frame, features values) {
    for (int c = 0; c < coefficients; ++c) {
      row(frame)[c] = quantize(values[static_cast<std::size_t>(c)], Model::input_quantization);
    }
  }

  void fill_with_silence() {
    const std::int16_t zeros[std::size_t{front_end::window}] = {};
    front_end_.push(zeros, [&](features silence) {
      for (int frame = 0; frame < window_frames; ++frame)
        write_row(frame, silence);
    });
    front_end_.reset();
    filled_ = window_frames - settings_.hop_frames;
  }

  template <class Sink>
  void push_frame(features frame, Sink& sink) {
    write_row(filled_++, frame);
    ++frames_;
    if (filled_ < window_frames) return;

    std::int8_t posteriors[std::size_t{labels}];
    network::run(window_, posteriors, arena_);
    const int fired = filter_.push(posteriors, [](int label) { return keywords[label]; });
    if (fired >= 0) {
      // Counted in frames, not in samples pushed: the same however the samples were cut.
      const std::int64_t samples = front_end::window + (frames_ - 1) * front_end::hop;
      sink(event{fired, Model::labels[fired], filter_.score(fired), samples,
                 samples * 1000 / sample_rate});
    }

    // The window slides by hop_frames; rows are copied once a run, not once a frame.
    const int step = settings_.hop_frames * coefficients;
    for (int i = step; i < network::input_elements; ++i)
      window_[i - step] = window_[i];
    filled_ = window_frames - settings_.hop_frames;
  }

  struct keyword_table {
    bool is[std::size_t{labels}] = {};
    constexpr keyword_table() {
      for (int i = 0; i < labels; ++i)
        is[i] = is_keyword(Model::labels[i]);
    }
    constexpr bool operator[](int i) const { return is[i]; }
  };
  static constexpr keyword_table keywords{};

  detector_settings settings_;
  front_end front_end_;
  filter filter_;
  std::int8_t window_[std::size_t{network::input_elements}] = {};
  typename network::arena arena_{};
  std::int64_t frames_ = 0;  // since reset()
  int filled_ = 0;           // rows of the window that are new or kept
};

}  // namespace tyto::kws
