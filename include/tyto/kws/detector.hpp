// SPDX-License-Identifier: Apache-2.0
// A keyword detector on a stream of samples:
//
//   samples -> audio::extractor -> frame_detector (window, network, rule) -> events
//
// One object holds everything (sizeof is the RAM it takes); nothing is allocated.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "tyto/audio/sample_ring.hpp"
#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/frame_detector.hpp"
#include "tyto/kws/model_extractor.hpp"

namespace tyto::kws {

// Of what is no model for a detector, or no options: a message, and enough of a detector that it is
// the only one.
template <class Model, class Options = detector_options>
class detector {
  static_assert(sizeof(checks::refusal<Model, Options>) != 0);

 public:
  static constexpr int sample_rate = 16000;
  template <class... Arguments>
  bool configure(const Arguments&...) {
    return false;
  }
  template <class... Arguments>
  void push(std::span<const std::int16_t>, const Arguments&...) {}
  template <class... Arguments>
  void drain(Arguments&&...) {}
};

// Model is a model header's `model`: int8 from features to softmax, with labels and a front end.
// Options: see detector_options.
template <checks::detectable_model Model, checks::rule_options Options>
class detector<Model, Options> {
  using front_end = model_extractor<Model>;
  using back_end = frame_detector<Model, Options>;

 public:
  using filter = typename back_end::filter;

  // What the detector can be told: log_ratio_settings, or what Options::settings is.
  using settings_type = typename back_end::settings_type;

  static constexpr int sample_rate = back_end::sample_rate;

  // Milliseconds from one feature frame to the next.
  static constexpr float frame_ms = back_end::frame_ms;

  // Multiply-accumulates of one run of the network.
  static constexpr std::int64_t macs_per_run = back_end::macs_per_run;

  // Whether settings make sense for this model (and hop_frames is the one that an incremental
  // detector is made for):
  //   static_assert(detector::valid(my_settings));
  static constexpr bool valid(const settings_type& s) { return back_end::valid(s); }

  // With Options::settings, which the compiler checks.
  detector() = default;

  // Takes up other settings and starts anew; false, and nothing changes, where they are not
  // valid().
  [[nodiscard]] bool configure(const settings_type& settings) {
    if (!back_end_.configure(settings)) return false;
    reset();
    return true;
  }

  // Starts anew, as if digital silence had come before.
  void reset() {
    front_end_.reset();
    back_end_.reset();
    position_ = 0;
    lost_ = 0;
  }

  // Takes 16-bit mono samples, as many as there are. Calls sink(const event&) for each event, in
  // order.
  template <class Sink>
  void push(std::span<const std::int16_t> samples, Sink&& sink) {
    static_assert(sizeof(sink_check<Sink>) != 0);
    position_ += static_cast<std::int64_t>(samples.size());
    front_end_.push(samples, [&](typename back_end::features frame) {
      back_end_.push(back_end::quantized(frame), sink);
    });
  }

  // Refuses other samples.
  template <class Samples, class Sink>
  requires(!std::convertible_to<Samples, std::span<const std::int16_t>>) void push(
      Samples&& /*samples*/, Sink&& /*sink*/) {
    static_assert(sizeof(checks::samples_of_16_bits<std::remove_cvref_t<Samples>, false>) != 0);
  }

  // Tells that `count` samples were lost after those pushed last. They count as digital silence of
  // that length: no event is made of what stood before and what comes after, and times stay true.
  void skip(std::int64_t count) {
    if (count <= 0) return;
    lost_ += count;
    position_ += count;
    front_end_.reset();
    back_end_.resume_at(position_);
  }

  // Takes what an interrupt has put into a ring until it is empty, less than a frame's hop at a
  // time, so that the ring has room again soon; gaps are skipped.
  template <int Capacity, class Sink>
  void drain(audio::sample_ring<Capacity>& ring, Sink&& sink) {
    while (true) {
      auto next = ring.front();
      skip(next.lost_before);
      if (next.samples.empty()) return;
      if (next.samples.size() > std::size_t{front_end::hop}) {
        next.samples = next.samples.first(std::size_t{front_end::hop});
      }
      push(next.samples, sink);
      ring.pop(next.samples.size());
    }
  }

  // Samples that skip() was told of since reset().
  [[nodiscard]] std::int64_t lost_samples() const { return lost_; }

  // Label with the highest averaged posterior at the last run of the network, and that average.
  [[nodiscard]] int best_label() const { return back_end_.best_label(); }
  [[nodiscard]] float best_score() const { return back_end_.best_score(); }

  // Averaged posterior of a label at the last run of the network.
  [[nodiscard]] float posterior(int label) const { return back_end_.posterior(label); }

 private:
  front_end front_end_{};
  back_end back_end_{};
  std::int64_t position_ = 0;  // samples since reset(), lost ones included
  std::int64_t lost_ = 0;
};

}  // namespace tyto::kws
