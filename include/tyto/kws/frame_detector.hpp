// SPDX-License-Identifier: Apache-2.0
// The half of a detector after the features:
//
//   quantised frames -> window -> network -> posterior_filter -> events
//
// `detector` puts a front end before it. On its own it serves where features come from elsewhere,
// such as another core.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/dct.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/mfcc.hpp"
#include "tyto/core/math.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/posterior_filter.hpp"

namespace tyto::kws {

// Model is a model header's `model`: int8 from features to softmax, with labels and a front end.
template <class Model>
class frame_detector {
  using network = typename Model::network;
  using front_end = audio::mfcc<typename Model::front_end>;

  static constexpr int labels = Model::label_count;

 public:
  static constexpr int coefficients = front_end::coefficients;  // of a frame
  static constexpr int window_frames = network::input_elements / coefficients;

 private:
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

  // One frame: features, and as the network takes them.
  using features = audio::span_of<const float, coefficients>;
  using frame = audio::array_of<std::int8_t, coefficients>;

  static constexpr int sample_rate = front_end::parameters.sample_rate;

  // Milliseconds from one frame to the next.
  static constexpr float frame_ms =
      1000.0F * static_cast<float>(front_end::hop) / static_cast<float>(sample_rate);

  static constexpr frame quantized(features values) {
    frame stored{};
    for (std::size_t c = 0; c < coefficients; ++c)
      stored[c] = quantize(values[c], Model::input_quantization);
    return stored;
  }

  // The frame of digital silence, without a front end: each mel energy is 0, of which both kinds of
  // logarithm make the floor's.
  static constexpr frame silence = [] {
    constexpr audio::mfcc_parameters p = front_end::parameters;
    audio::array_of<float, p.mel_filters> log_energies{};
    log_energies.fill(math::log(p.log_floor));
    audio::array_of<float, coefficients> values{};
    audio::dct<p.mel_filters, coefficients>::apply(log_energies, values);
    return quantized(values);
  }();

  static constexpr bool valid(const detector_settings& s) {
    return s.hop_frames >= 1 && s.hop_frames <= window_frames && s.average >= 1 &&
           s.average <= filter::max_average && s.threshold > 0.0F && s.threshold <= 1.0F &&
           s.release >= 0.0F && s.release < s.threshold && s.refractory_ms >= 0;
  }

  // Settings that are not valid() are replaced by the defaults. (Not constexpr on purpose: an
  // object initialised in the compiler would be copied out of flash; this one is zeros until it is
  // built.)
  explicit frame_detector(const detector_settings& settings = {})
      : settings_(valid(settings) ? settings : detector_settings{}), filter_(rule_of(settings_)) {
    reset();
  }

  // Starts anew, as if digital silence had come before.
  void reset() {
    filter_.reset();
    frames_ = 0;
    for (int i = 0; i < window_frames; ++i)
      write_row(i, silence);
    filled_ = window_frames - settings_.hop_frames;
  }

  // Takes the next frame; calls sink(const event&) if it brings one.
  template <class Sink>
  void push(const frame& next, Sink&& sink) {
    write_row(filled_++, next);
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

  [[nodiscard]] int best_label() const { return filter_.best(); }
  [[nodiscard]] float best_score() const { return filter_.score(filter_.best()); }

 private:
  static constexpr typename filter::rule rule_of(const detector_settings& s) {
    const auto full = static_cast<float>(filter::one * s.average);
    const float run_ms = frame_ms * static_cast<float>(s.hop_frames);
    return {s.average, static_cast<int>(s.threshold * full), static_cast<int>(s.release * full),
            static_cast<int>(static_cast<float>(s.refractory_ms) / run_ms)};
  }

  void write_row(int row, const frame& values) {
    for (std::size_t c = 0; c < coefficients; ++c)
      window_[static_cast<std::size_t>(row * coefficients) + c] = values[c];
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
  filter filter_;
  std::int8_t window_[std::size_t{network::input_elements}] = {};
  typename network::arena arena_{};
  std::int64_t frames_ = 0;  // since reset()
  int filled_ = 0;           // rows of the window that are new or kept
};

}  // namespace tyto::kws
