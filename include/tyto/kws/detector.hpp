// SPDX-License-Identifier: Apache-2.0
// A keyword detector on a stream of samples:
//
//   samples -> audio::mfcc -> frame_detector (window, network, posterior_filter) -> events
//
// One object holds everything (sizeof is the RAM it takes); nothing is allocated.
#pragma once

#include <cstdint>
#include <span>

#include "tyto/audio/mfcc.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/frame_detector.hpp"
#include "tyto/kws/posterior_filter.hpp"

namespace tyto::kws {

// Model is a model header's `model`: int8 from features to softmax, with labels and a front end.
template <class Model>
class detector {
  using front_end = audio::mfcc<typename Model::front_end>;
  using back_end = frame_detector<Model>;

 public:
  using filter = typename back_end::filter;

  static constexpr int sample_rate = back_end::sample_rate;

  // Milliseconds from one feature frame to the next.
  static constexpr float frame_ms = back_end::frame_ms;

  // Whether settings make sense for this model:
  //   static_assert(detector::valid(my_settings));
  static constexpr bool valid(const detector_settings& s) { return back_end::valid(s); }

  // Settings that are not valid() are replaced by the defaults.
  explicit detector(const detector_settings& settings = {}) : back_end_(settings) {}

  // Starts anew, as if digital silence had come before.
  void reset() {
    front_end_.reset();
    back_end_.reset();
  }

  // Takes 16-bit mono samples, as many as there are. Calls sink(const event&) for each event, in
  // order.
  template <class Sink>
  void push(std::span<const std::int16_t> samples, Sink&& sink) {
    front_end_.push(samples, [&](typename back_end::features frame) {
      back_end_.push(back_end::quantized(frame), sink);
    });
  }

  // Label with the highest averaged posterior at the last run of the network, and that average.
  [[nodiscard]] int best_label() const { return back_end_.best_label(); }
  [[nodiscard]] float best_score() const { return back_end_.best_score(); }

 private:
  front_end front_end_;
  back_end back_end_;
};

}  // namespace tyto::kws
