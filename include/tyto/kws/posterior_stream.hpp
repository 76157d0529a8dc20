// SPDX-License-Identifier: Apache-2.0
// The part of a detector that computes, without the rule that decides:
//
//   quantised frames -> window -> network -> posteriors, log-likelihood ratios
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "tyto/audio/extents.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/graph/no_hook.hpp"
#include "tyto/kws/detectable.hpp"
#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/log_ratio.hpp"
#include "tyto/kws/model_extractor.hpp"
#include "tyto/kws/stream_runs.hpp"
#include "tyto/kws/window_runs.hpp"

namespace tyto::kws {

namespace detail {

// Keeps the output of one layer, which later layers may overwrite in the arena.
template <int LayerIndex, int Elements>
struct keep_output {
  std::int8_t* kept;

  template <class Layer>
  constexpr void before(int /*index*/) const {}

  template <class Layer>
  constexpr void after(int index, const std::int8_t* output) const {
    if (index != LayerIndex) return;
    for (int i = 0; i < Elements; ++i)
      kept[i] = output[i];
  }
  template <class Layer, class Element>
  constexpr void after(int /*index*/, const Element* /*output*/) const {}
};

}  // namespace detail

// What one run of a network gave, one value a label; valid while the sink that gets it runs.
template <int Labels>
struct network_run {
  audio::span_of<const std::int8_t, Labels> posteriors;  // scale 1/256, zero point -128
  audio::span_of<const std::int16_t, Labels> ratios;     // log-likelihood ratios, in 1/ratio_one
};

// Model is a model header's `model`: int8 from features to softmax, with labels and a front end.
// IncrementalHop: 0, or the one hop_frames there will ever be; then rows of layers that cannot have
// changed are kept from run to run (see graph/incremental.hpp). Outputs are the same. A model with
// a `stream` gets each row once instead (see graph/stream.hpp).
template <class Model, int IncrementalHop = 0>
class posterior_stream {
  using runner = typename detail::runner_of<Model>::type;
  static_assert(sizeof(checks::detectable<Model, runner>) != 0);

  static constexpr bool is_stream = detail::streams<Model>;
  using front_end = model_extractor<Model>;
  static constexpr int frame_size = front_end::coefficients;

  template <class Runner>
  static auto choose_runs() {
    if constexpr (is_stream) {
      return std::type_identity<stream_runs<Runner, frame_size>>{};
    } else if constexpr (IncrementalHop == 0) {
      return std::type_identity<detail::whole_runs<Runner>>{};
    } else {
      return std::type_identity<detail::incremental_runs<Runner, IncrementalHop>>{};
    }
  }
  using runs = typename decltype(choose_runs<runner>())::type;

 public:
  static constexpr int labels = Model::label_count;
  static constexpr int coefficients = front_end::coefficients;  // of a frame

  // Frames that the network sees at once; of one that streams, those of a second, which is the
  // longest hop.
  static constexpr int window_frames = is_stream
                                           ? front_end::parameters.sample_rate / front_end::hop
                                           : runner::input_elements / coefficients;

  // A hop as it is: a network that streams gives something every few frames, so a hop is rounded up
  // to those.
  static constexpr int hop_of(int hop_frames) {
    constexpr int step = is_stream ? runner::input_elements / coefficients : 1;
    return (hop_frames + step - 1) / step * step;
  }

  // One frame: features, and as the network takes them.
  using features = audio::span_of<const typename front_end::feature_element, coefficients>;
  using frame = audio::array_of<std::int8_t, coefficients>;

  // One run's output.
  using run = network_run<labels>;

  static constexpr int sample_rate = front_end::parameters.sample_rate;

  // From one frame to the next, exactly and in milliseconds.
  static constexpr period frame_period{front_end::hop, sample_rate};
  static constexpr float frame_ms =
      1000.0F * static_cast<float>(front_end::hop) / static_cast<float>(sample_rate);

  static constexpr frame quantized(features values) {
    frame stored{};
    detail::store_features<Model>(values, stored.data());
    return stored;
  }

  // The frame of digital silence.
  static constexpr frame silence = quantized(front_end::silence());

  // Multiply-accumulates of one run of the network.
  static constexpr std::int64_t macs = runs::macs;

  // hop_frames: frames between two runs of the network, 1..window_frames, and IncrementalHop where
  // that is not 0. (Not constexpr on purpose: an object initialised in the compiler would be copied
  // out of flash; this one is zeros until it is built.)
  explicit posterior_stream(int hop_frames) : hop_frames_(hop_of(hop_frames)) { reset(); }

  // Starts anew, with another hop.
  void reset(int hop_frames) {
    hop_frames_ = hop_of(hop_frames);
    reset();
  }

  // Starts anew, as if digital silence had come before. The first run is hop_frames later.
  void reset() {
    if constexpr (is_stream) {
      runs_.restart(silence.data());
      filled_ = 0;
    } else {
      for (int i = 0; i < window_frames; ++i)
        write_row(i, silence);
      filled_ = window_frames - hop_frames_;
      runs_.restart(window_.data());
    }
  }

  // Takes the next frame; calls sink(const run&) if a run is due.
  template <class Sink>
  void push(const frame& next, Sink&& sink) {
    output given;
    if constexpr (is_stream) {
      given.hook([&](auto& hook) { runs_.push(next.data(), given.posteriors, hook); });
      if (++filled_ < hop_frames_) return;
      filled_ = 0;
    } else {
      write_row(filled_++, next);
      if (filled_ < window_frames) return;
      given.hook([&](auto& hook) { runs_.run(window_.data(), given.posteriors, hook); });

      // The window slides by hop_frames; rows are copied once a run, not once a frame.
      const std::size_t step = static_cast<std::size_t>(hop_frames_) * coefficients;
      for (std::size_t i = step; i < window_.size(); ++i)
        window_[i - step] = window_[i];
      filled_ = window_frames - hop_frames_;
    }
    std::int16_t ratios[std::size_t{labels}];
    ratio::apply(given.posteriors, given.logits, ratios);
    sink(run{given.posteriors, ratios});
  }

 private:
  using ratio = log_ratios<Model>;

  // What a run writes.
  struct output {
    std::int8_t posteriors[std::size_t{labels}];
    std::int8_t logits[std::size_t{labels}];

    // run(hook) with the hook that keeps the logits, where there are some.
    template <class Run>
    void hook(Run&& run) {
      if constexpr (ratio::wants_logits) {
        detail::keep_output<ratio::logits_layer, labels> keep{logits};
        run(keep);
      } else {
        graph::no_hook none;
        run(none);
      }
    }
  };

  void write_row(int row, const frame& values) {
    for (std::size_t c = 0; c < coefficients; ++c)
      window_[static_cast<std::size_t>(row * coefficients) + c] = values[c];
  }

  int hop_frames_;
  int filled_ = 0;  // rows of the window that are new or kept; of a stream, frames since a run
  audio::array_of<std::int8_t, is_stream ? 1 : window_frames * coefficients> window_{};
  runs runs_{};
};

}  // namespace tyto::kws
