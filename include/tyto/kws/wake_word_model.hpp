// SPDX-License-Identifier: Apache-2.0
// One wake word: its network's state, and the mean of its probabilities.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/core/numerics.hpp"
#include "tyto/kws/wake_word_rule.hpp"

namespace tyto::kws {

namespace checks {

template <class Model, int Outputs, bool IsProbability>
struct wake_word_output {
  static_assert(Outputs == 1,
                "tyto: Model has Outputs outputs, a wake word has 1: its probability; cure: "
                "tyto::kws::detector for a model of several words");
  static_assert(IsProbability,
                "tyto: Model's output is no probability in bytes, needed uint8 of scale 1/256 or "
                "1/255 and zero point 0, or int8 of scale 1/256 and zero point -128; cure: a model "
                "quantised to int8 with its sigmoid");
};

template <class Model, bool IsValid>
struct wake_word_settings_of {
  static_assert(IsValid,
                "tyto: Model::wake_word is out of range, needed a cut-off of 0 to under 1, a "
                "window of 1 to 64 runs and ignore_ms of at least 0; cure: convert it again with "
                "its manifest");
};

}  // namespace checks

namespace detail {

// What a model's header says of its cut-off (tyto-convert --manifest), or the defaults.
template <class Model>
constexpr wake_word_settings stated_settings() {
  if constexpr (requires { Model::wake_word.cutoff; }) {
    return {.cutoff = Model::wake_word.cutoff, .window = Model::wake_word.window};
  } else {
    return {};
  }
}

template <class Stream>
constexpr std::uint8_t as_probability(typename Stream::output_element stored) {
  if constexpr (std::same_as<typename Stream::output_element, std::uint8_t>) {
    return stored;
  } else {
    return static_cast<std::uint8_t>(stored + 128);
  }
}

// One model: its network's state, and its mean.
template <class Model>
class wake_word {
 public:
  using stream = typename Model::stream;
  using output_element = typename stream::output_element;

  static constexpr bool is_unsigned = std::same_as<output_element, std::uint8_t>;
  static constexpr bool is_probability =
      (is_unsigned && Model::output_quantization.zero_point == 0 &&
       Model::output_quantization.scale >= 1.0F / 256 &&
       Model::output_quantization.scale <= 1.0F / 255) ||
      (std::same_as<output_element, std::int8_t> &&
       Model::output_quantization == quantization{1.0F / 256, -128});

  static_assert(sizeof(checks::wake_word_output<Model, stream::output_elements, is_probability>) !=
                0);
  static_assert(
      sizeof(checks::wake_word_settings_of<Model, valid_settings(stated_settings<Model>())>) != 0);

  void reset() {
    stream_.reset();
    mean_.reset();
    passes_ = false;
    probability_ = 0;
  }

  void configure(const wake_word_settings& s) {
    settings_ = s;
    mean_ = sliding_mean(s);
    passes_ = false;
  }

  // True if the row was a step's last.
  bool push(const std::int8_t* row, std::int8_t* work) {
    output_element output[1];
    // Bytes that hold nothing from one step to the next.
    auto& arena = *reinterpret_cast<typename stream::arena*>(work);
    if (!stream_.push(row, output, arena)) return false;
    probability_ = as_probability<stream>(output[0]);
    passes_ = mean_.push(probability_);
    return true;
  }

  void forget() {
    mean_.reset();
    passes_ = false;
  }

  [[nodiscard]] bool passes() const { return passes_; }
  [[nodiscard]] float mean() const { return mean_.mean(); }
  [[nodiscard]] std::uint8_t probability() const { return probability_; }
  [[nodiscard]] const wake_word_settings& settings() const { return settings_; }

 private:
  stream stream_{};
  wake_word_settings settings_ = stated_settings<Model>();
  sliding_mean mean_{stated_settings<Model>()};
  bool passes_ = false;
  std::uint8_t probability_ = 0;
};

}  // namespace detail

}  // namespace tyto::kws
