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
#include "tyto/graph/incremental_turns.hpp"
#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/log_ratio.hpp"
#include "tyto/kws/model_extractor.hpp"

namespace tyto::kws {

namespace checks {

template <class Model, int InputElements, int Coefficients>
struct whole_frames {
  static_assert(InputElements % Coefficients == 0,
                "tyto: the network's input of InputElements is no whole number of the front end's "
                "frames of Coefficients; cure: convert the model with the front end it was trained "
                "with");
};

template <class Model, int Labels, int Outputs>
struct label_an_output {
  static_assert(Labels == Outputs,
                "tyto: the model has Labels labels, its network has Outputs outputs; cure: convert "
                "it with one label an output");
};

template <class Model, bool EndsInSoftmax>
struct int8_posteriors {
  static_assert(EndsInSoftmax,
                "tyto: the detector takes int8 networks that end in a softmax (scale 1/256, zero "
                "point -128); cure: convert an int8 model with its softmax");
};

template <class Network, int IncrementalHop, bool IsKnown>
struct incremental_network {
  static_assert(IsKnown,
                "tyto: the detector is incremental, and its Network is chosen when the program "
                "runs (dispatched_model), needed a network of one instruction set whose rows can "
                "be kept; cure: the model itself in place of dispatched_model<model>, compiled for "
                "its machine, or incremental = false");
};

template <class Model>
struct detectable
    : whole_frames<Model, Model::network::input_elements, model_extractor<Model>::coefficients>,
      label_an_output<Model, Model::label_count, Model::network::output_elements>,
      int8_posteriors<Model,
                      std::same_as<typename Model::network::input_element, std::int8_t> &&
                          std::same_as<typename Model::network::output_element, std::int8_t> &&
                          Model::output_quantization == quantization{1.0F / 256, -128}> {};

}  // namespace checks

namespace detail {

// The two ways to run a network on a window that slides: as a whole each time ...
template <class Network>
class whole_runs {
 public:
  static constexpr std::int64_t macs = Network::macs;

  void restart(const std::int8_t* /*window*/) {}
  template <class Hook>
  void run(const std::int8_t* window, std::int8_t* output, Hook&& hook) {
    Network::run(window, output, arena_, hook);
  }

 private:
  typename Network::arena arena_{};
};

// ... or what is new of it, where it is one network.
template <class Network, int HopFrames>
class incremental_runs : public whole_runs<Network>,
                         checks::incremental_network<Network, HopFrames, false> {};

template <class Arch, class Input, class... Layers, int HopFrames>
class incremental_runs<graph::network<Arch, Input, Layers...>, HopFrames> {
  using turns = graph::incremental_turns<graph::network<Arch, Input, Layers...>, HopFrames>;

 public:
  static constexpr std::int64_t macs = turns::macs;

  void restart(const std::int8_t* window) { turns_.restart(window, work_); }
  template <class Hook>
  void run(const std::int8_t* window, std::int8_t* output, Hook&& hook) {
    turns_.run(window, output, work_, hook);
  }

 private:
  turns turns_{};
  typename turns::work work_{};
};

// Keeps the output of one layer, the one that From is from: later layers may overwrite it in the
// arena.
template <class From, int Elements>
struct keep_output {
  std::int8_t* kept;

  template <class Layer>
  constexpr void before(int /*index*/) const {}

  template <class Layer, class Element>
  constexpr void after(int /*index*/, const Element* output) const {
    if constexpr (std::is_same_v<From, graph::from<Layer>>) {
      for (int i = 0; i < Elements; ++i)
        kept[i] = output[i];
    }
  }
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
// changed are kept from run to run (see graph/incremental.hpp). Outputs are the same.
template <class Model, int IncrementalHop = 0>
class posterior_stream {
  static_assert(sizeof(checks::detectable<Model>) != 0);

  using network = typename Model::network;
  using front_end = model_extractor<Model>;
  using runs = typename std::conditional_t<
      IncrementalHop == 0, std::type_identity<detail::whole_runs<network>>,
      std::type_identity<
          detail::incremental_runs<network, IncrementalHop == 0 ? 1 : IncrementalHop>>>::type;

 public:
  static constexpr int labels = Model::label_count;
  static constexpr int coefficients = front_end::coefficients;  // of a frame
  static constexpr int window_frames = network::input_elements / coefficients;

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

  // (The micro front end's features are what its models take.)
  static constexpr frame quantized(features values) {
    frame stored{};
    for (std::size_t c = 0; c < coefficients; ++c) {
      if constexpr (std::same_as<typename front_end::feature_element, std::int8_t>) {
        stored[c] = values[c];
      } else {
        stored[c] = quantize(values[c], Model::input_quantization);
      }
    }
    return stored;
  }

  // The frame of digital silence.
  static constexpr frame silence = quantized(front_end::silence());

  // Multiply-accumulates of one run of the network.
  static constexpr std::int64_t macs = runs::macs;

  // hop_frames: frames between two runs of the network, 1..window_frames, and IncrementalHop where
  // that is not 0. (Not constexpr on purpose: an object initialised in the compiler would be copied
  // out of flash; this one is zeros until it is built.)
  explicit posterior_stream(int hop_frames) : hop_frames_(hop_frames) { reset(); }

  // Starts anew, with another hop.
  void reset(int hop_frames) {
    hop_frames_ = hop_frames;
    reset();
  }

  // Starts anew, as if digital silence had come before. The first run is hop_frames later.
  void reset() {
    for (int i = 0; i < window_frames; ++i)
      write_row(i, silence);
    filled_ = window_frames - hop_frames_;
    runs_.restart(window_);
  }

  // Takes the next frame; calls sink(const run&) if it completes a window.
  template <class Sink>
  void push(const frame& next, Sink&& sink) {
    write_row(filled_++, next);
    if (filled_ < window_frames) return;

    std::int8_t output[std::size_t{labels}];
    std::int8_t logits[std::size_t{labels}];
    std::int16_t ratios[std::size_t{labels}];
    using ratio = log_ratios<Model>;
    if constexpr (ratio::wants_logits) {
      runs_.run(window_, output, detail::keep_output<typename ratio::logits_of, labels>{logits});
    } else {
      runs_.run(window_, output, graph::no_hook{});
    }
    ratio::apply(output, logits, ratios);

    // The window slides by hop_frames; rows are copied once a run, not once a frame.
    const int step = hop_frames_ * coefficients;
    for (int i = step; i < network::input_elements; ++i)
      window_[i - step] = window_[i];
    filled_ = window_frames - hop_frames_;
    sink(run{output, ratios});
  }

 private:
  void write_row(int row, const frame& values) {
    for (std::size_t c = 0; c < coefficients; ++c)
      window_[static_cast<std::size_t>(row * coefficients) + c] = values[c];
  }

  int hop_frames_;
  int filled_ = 0;  // rows of the window that are new or kept
  std::int8_t window_[std::size_t{network::input_elements}] = {};
  runs runs_{};
};

}  // namespace tyto::kws
