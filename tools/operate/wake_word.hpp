// SPDX-License-Identifier: Apache-2.0
// A wake word (kws/wake_word.hpp), which gives one probability, as the tool takes any model: of two
// labels, its own name and "unknown", which has the rest of the probability.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "tyto/tyto.hpp"

namespace operate {

template <class Model>
concept wake_word_model = tyto::kws::detail::streams<Model> && Model::stream::output_elements == 1;

// What the tool reads of a model.
template <class Model>
struct two_labels {
  static constexpr const char* name = Model::name;
  static constexpr int label_count = 2;
  static constexpr const char* labels[] = {"unknown", Model::name};
};

// As tyto::kws::posterior_stream.
template <class Model>
class wake_word_stream {
  using front_end = tyto::kws::model_extractor<Model>;
  using network = typename Model::stream;
  using rest = tyto::kws::ratios_of_posteriors<two_labels<Model>>;

 public:
  using features = typename front_end::frame_features;
  using frame = std::array<std::int8_t, std::size_t{front_end::coefficients}>;
  struct run {
    std::array<std::int8_t, 2> posteriors;  // scale 1/256, zero point -128
    std::array<std::int16_t, 2> ratios;
  };

  static constexpr int sample_rate = front_end::parameters.sample_rate;
  static constexpr int window_frames = sample_rate / front_end::hop;  // the longest hop: a second
  static constexpr tyto::kws::period frame_period{front_end::hop, sample_rate};
  static constexpr float frame_ms =
      1000.0F * static_cast<float>(front_end::hop) / static_cast<float>(sample_rate);

  static constexpr int hop_of(int hop_frames) {
    constexpr int step = network::rows_per_step;
    return (hop_frames + step - 1) / step * step;
  }

  static frame quantized(features values) {
    frame stored{};
    tyto::kws::detail::store_features<Model>(values, stored.data());
    return stored;
  }

  explicit wake_word_stream(int hop_frames) : hop_frames_(hop_of(hop_frames)) {}

  template <class Sink>
  void push(const frame& next, Sink&& sink) {
    word_.push(next.data(), arena_->bytes);
    if (++filled_ < hop_frames_) return;
    filled_ = 0;
    // A byte of 1/256: the two are 255 together, as the softmax of two labels.
    const int p = word_.probability();
    run output{{static_cast<std::int8_t>(127 - p), static_cast<std::int8_t>(p - 128)}, {}};
    rest::apply(output.posteriors.data(), nullptr, output.ratios.data());
    sink(output);
  }

 private:
  int hop_frames_;
  int filled_ = 0;
  tyto::kws::detail::wake_word<Model> word_;
  std::unique_ptr<typename network::arena> arena_ = std::make_unique<typename network::arena>();
};

}  // namespace operate
