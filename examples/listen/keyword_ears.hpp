// SPDX-License-Identifier: Apache-2.0
// What tyto-listen hears with: a model of several words, behind the detector.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "output.hpp"
#include "tyto/arch/dispatch.hpp"
#include "tyto/tyto.hpp"

namespace listen {

// Its options, its state, and what to show of it.
template <class Model>
class keyword_ears {
  using detector = tyto::kws::detector<tyto::arch::dispatched_model<Model>>;

 public:
  static constexpr int sample_rate = detector::sample_rate;

  static std::string keywords() {
    std::string all;
    for (const char* label : Model::labels) {
      if (tyto::kws::is_keyword(label)) all += (all.empty() ? "" : ", ") + std::string(label);
    }
    return all;
  }

  void add_options(CLI::App& app) {
    app.add_option("--hop", hop_ms_,
                   "milliseconds the network's window moves by, rounded up to whole frames")
        ->capture_default_str()
        ->type_name("MS")
        ->check(CLI::Range(double{detector::frame_ms}, 980.0).description(""));
    app.add_option("--average", settings_.average_ms, "milliseconds that are averaged over")
        ->capture_default_str()
        ->type_name("MS")
        ->check(CLI::Range(1, 10000).description(""));
    app.add_option("--strictness", settings_.strictness,
                   "added to the model's thresholds: above 0 hears less, below 0 more")
        ->capture_default_str()
        ->type_name("-16..16")
        ->check(CLI::Range(-16.0, 16.0).description(""));
  }

  // Takes up the options. Throws std::runtime_error where they do not go together.
  void configure() {
    settings_.hop_frames = static_cast<int>(std::ceil(hop_ms_ / double{detector::frame_ms}));
    if (detector_.configure(settings_)) return;
    throw std::runtime_error("--average " + std::to_string(settings_.average_ms) +
                             " is too long for this hop: needed at most " +
                             std::to_string(tyto::kws::max_ratio_runs) +
                             " runs of the network; cure: a longer --hop");
  }

  template <class Sink>
  void push(std::span<const std::int16_t> samples, Sink&& sink) {
    detector_.push(samples, sink);
  }

  [[nodiscard]] auto posteriors() const {
    std::array<posterior, std::size_t{Model::label_count}> all{};
    for (int label = 0; label < Model::label_count; ++label)
      all[static_cast<std::size_t>(label)] = {Model::labels[label], detector_.posterior(label)};
    return all;
  }

 private:
  double hop_ms_ = 100.0;
  tyto::kws::log_ratio_settings settings_;
  detector detector_;
};

}  // namespace listen
