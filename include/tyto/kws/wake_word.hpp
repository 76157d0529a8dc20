// SPDX-License-Identifier: Apache-2.0
// Wake words: models that stream, with one probability as output, any number of them behind one
// front end, and before them, if there is one, a model that says whether anybody speaks.
//
//   samples -> front end -> frames -> each model -> its mean of probabilities -> events
//                                     the gate  ----^
//
//   tyto::kws::wake_words<okay_nabu::model, hey_jarvis::model> ears;
//   tyto::kws::gated_wake_words<vad::model, okay_nabu::model> ears;
//
// One object holds everything (sizeof is the RAM it takes); nothing is allocated.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "tyto/audio/extents.hpp"
#include "tyto/audio/extractor.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/kws/decision.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/model_extractor.hpp"
#include "tyto/kws/wake_word_model.hpp"
#include "tyto/kws/wake_word_rule.hpp"

namespace tyto::kws {

namespace checks {

template <class Model, int RowElements, int Coefficients>
struct wake_word_rows {
  static_assert(RowElements == Coefficients,
                "tyto: Model takes rows of RowElements, the front end makes Coefficients; cure: "
                "convert it with the front end it was trained with");
};

template <class First, class Other, bool IsSame>
struct one_front_end {
  static_assert(IsSame,
                "tyto: First and Other have different front ends, but wake words side by side "
                "hear one; cure: a wake_words object for each front end");
};

}  // namespace checks

namespace detail {

// Several models, by number.
template <int I, class Model>
struct numbered : wake_word<Model> {};

template <class Sequence, class... Models>
class word_list;

template <int... I, class... Models>
class word_list<std::integer_sequence<int, I...>, Models...> : numbered<I, Models>... {
 public:
  // act(model, number) for each.
  template <class Do>
  void for_each(Do&& act) {
    (act(static_cast<numbered<I, Models>&>(*this), I), ...);
  }
  template <class Do>
  void for_each(Do&& act) const {
    (act(static_cast<const numbered<I, Models>&>(*this), I), ...);
  }
};

// No model before the others: whoever speaks is heard.
struct no_gate {};

}  // namespace detail

// Gate: detail::no_gate, or a model as the others are. Each Model: a model header's `model` with a
// `stream` of one output, a front end and a name; those of `wake_word` settings, if it has any, are
// what it starts with.
template <class Gate, class First, class... Others>
class basic_wake_words {
  static constexpr bool has_gate = !std::same_as<Gate, detail::no_gate>;
  using front_end = audio::extractor<typename First::front_end, typename First::stream::arch>;

  template <class Model>
  static constexpr bool fits() {
    constexpr bool same = requires {
      requires Model::front_end::parameters == First::front_end::parameters;
    };
    return sizeof(checks::one_front_end<First, Model, same>) != 0 &&
           sizeof(checks::wake_word_rows<Model, Model::stream::row_elements,
                                         front_end::coefficients>) != 0;
  }
  static_assert((fits<First>() && ... && fits<Others>()));

 public:
  static constexpr int count = 1 + int{sizeof...(Others)};
  static constexpr int sample_rate = front_end::parameters.sample_rate;
  static constexpr const char* names[] = {First::name, Others::name...};

  // Whether configure() takes them.
  static constexpr bool valid(const wake_word_settings& s) { return valid_settings(s); }

  basic_wake_words() {
    if constexpr (has_gate) static_assert(fits<Gate>());
  }

  // Other settings for wake word number `word`, 0..count-1; false, and nothing changes, where they
  // are not valid(). What it has heard so far is forgotten.
  [[nodiscard]] bool configure(int word, const wake_word_settings& s) {
    if (!valid(s) || word < 0 || word >= count) return false;
    models_.for_each([&](auto& model, int i) {
      if (i == word) model.configure(s);
    });
    return true;
  }
  [[nodiscard]] bool configure_gate(const wake_word_settings& s) {
    if (!has_gate || !valid(s)) return false;
    if constexpr (has_gate) gate_.configure(s);
    return true;
  }

  // Those that a wake word has: what its model states, or what configure() was given.
  [[nodiscard]] wake_word_settings settings(int word) const {
    wake_word_settings found;
    models_.for_each(
        [&](const auto& model, int i) { found = i == word ? model.settings() : found; });
    return found;
  }

  // Starts anew.
  void reset() {
    front_end_.reset();
    models_.for_each([](auto& model, int) { model.reset(); });
    if constexpr (has_gate) gate_.reset();
    frames_ = 0;
    quiet_since_.fill(0);
  }

  // Takes 16-bit mono samples, as many as there are. Calls sink(const event&) for each event, in
  // order: label is the number of the wake word, score its mean probability.
  template <class Sink>
  void push(std::span<const std::int16_t> samples, Sink&& sink) {
    static_assert(sizeof(sink_check<Sink>) != 0);
    front_end_.push(samples, [&](typename front_end::frame_features features) {
      push_frame(quantized(features), sink);
    });
  }

  // Refuses other samples.
  template <class Samples, class Sink>
  requires(!std::convertible_to<Samples, std::span<const std::int16_t>>) void push(
      Samples&& /*samples*/, Sink&& /*sink*/) {
    static_assert(sizeof(checks::samples_of_16_bits<std::remove_cvref_t<Samples>, false>) != 0);
  }

  // Probability of a wake word at its last run, and the mean of its window.
  [[nodiscard]] std::uint8_t probability(int word) const {
    std::uint8_t found = 0;
    models_.for_each(
        [&](const auto& model, int i) { found = i == word ? model.probability() : found; });
    return found;
  }
  [[nodiscard]] float mean(int word) const {
    float found = 0.0F;
    models_.for_each([&](const auto& model, int i) { found = i == word ? model.mean() : found; });
    return found;
  }

  // Whether the gate lets events through: somebody speaks. True without a gate.
  [[nodiscard]] bool gate_is_open() const {
    if constexpr (has_gate) {
      return gate_.passes();
    } else {
      return true;
    }
  }

 private:
  using row = audio::array_of<std::int8_t, front_end::coefficients>;

  static constexpr row quantized(typename front_end::frame_features features) {
    row stored{};
    detail::store_features<First>(features, stored.data());
    return stored;
  }

  template <class Sink>
  void push_frame(const row& next, Sink&& sink) {
    ++frames_;
    if constexpr (has_gate) gate_.push(next.data(), work_);
    models_.for_each([&](auto& model, int i) {
      if (!model.push(next.data(), work_) || !model.passes() || !gate_is_open()) return;
      const std::int64_t now = front_end::window + (frames_ - 1) * front_end::hop;
      auto& quiet_since = quiet_since_[static_cast<std::size_t>(i)];
      const std::int64_t ignored =
          std::int64_t{model.settings().ignore_ms} * sample_rate / 1000 + quiet_since;
      if (now < ignored) return;
      sink(event{i, names[i], model.mean(), now, now * 1000 / sample_rate});
      quiet_since = now;
      model.forget();
    });
  }

  static constexpr std::size_t work_bytes = [] {
    std::size_t most = 1;
    const auto grow = [&](std::size_t bytes) { most = bytes > most ? bytes : most; };
    grow(sizeof(typename First::stream::arena));
    (grow(sizeof(typename Others::stream::arena)), ...);
    if constexpr (has_gate) grow(sizeof(typename Gate::stream::arena));
    return most;
  }();

  struct nothing {};
  template <class Model>
  struct gate_type {
    using type = detail::wake_word<Model>;
  };
  template <std::same_as<detail::no_gate> Model>
  struct gate_type<Model> {
    using type = nothing;
  };

  front_end front_end_{};
  detail::word_list<std::make_integer_sequence<int, count>, First, Others...> models_{};
  [[no_unique_address]] typename gate_type<Gate>::type gate_{};
  alignas(64) std::int8_t work_[work_bytes] = {};
  std::int64_t frames_ = 0;
  std::array<std::int64_t, std::size_t{count}> quiet_since_{};  // samples: the start, or an event
};

template <class First, class... Others>
using wake_words = basic_wake_words<detail::no_gate, First, Others...>;

template <class Gate, class First, class... Others>
using gated_wake_words = basic_wake_words<Gate, First, Others...>;

}  // namespace tyto::kws
