// SPDX-License-Identifier: Apache-2.0
// What tyto-listen hears with: a wake word, a model with one probability.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "keyword_ears.hpp"
#include "output.hpp"
#include "tyto/tyto.hpp"

namespace listen {

// As keyword_ears.
template <class Model>
class wake_word_ears {
  using ears = tyto::kws::wake_words<Model>;

 public:
  static constexpr int sample_rate = ears::sample_rate;

  static std::string keywords() { return Model::name; }

  void add_options(CLI::App& app) {
    app.add_option("--cutoff", settings_.cutoff, "mean probability that must be passed")
        ->capture_default_str()
        ->type_name("0..1")
        ->check(CLI::Range(0.0, 1.0).description(""));
    app.add_option("--window", settings_.window, "runs of the network that it is the mean of")
        ->capture_default_str()
        ->type_name("RUNS")
        ->check(CLI::Range(1, tyto::kws::max_wake_word_window).description(""));
    app.add_option("--ignore", settings_.ignore_ms,
                   "milliseconds from the start, and from an event, in which nothing fires")
        ->capture_default_str()
        ->type_name("MS")
        ->check(CLI::Range(0, 100000).description(""));
  }

  void configure() {
    if (!ears_.configure(0, settings_)) {
      throw std::runtime_error("--cutoff 1 is never passed; accepted: less");
    }
  }

  template <class Sink>
  void push(std::span<const std::int16_t> samples, Sink&& sink) {
    ears_.push(samples, sink);
  }

  [[nodiscard]] std::array<posterior, 1> posteriors() const {
    return {posterior{Model::name, ears_.mean(0)}};
  }

 private:
  ears ears_;
  tyto::kws::wake_word_settings settings_ = ears_.settings(0);
};

template <class Model>
concept is_wake_word = requires {
  requires Model::stream::output_elements == 1;
};

template <class Model>
struct ears_for {
  using type = keyword_ears<Model>;
};
template <is_wake_word Model>
struct ears_for<Model> {
  using type = wake_word_ears<Model>;
};

// What goes with the model.
template <class Model>
using ears_of = typename ears_for<Model>::type;

}  // namespace listen
