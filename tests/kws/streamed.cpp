// SPDX-License-Identifier: Apache-2.0
// A model that streams behind the detector: what it gives is what the whole window gives.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "graph/stream_networks.hpp"
#include "support/random.hpp"
#include "tyto/tyto.hpp"

namespace {

struct whole {
  [[maybe_unused]] static constexpr const char* name = "whole";
  template <class Arch>
  using network_on = tyto::test::stream_ds_cnn::network<Arch>;
  using network = network_on<tyto::arch::scalar>;
  static constexpr tyto::quantization input_quantization{0.5F, 10};
  static constexpr tyto::quantization output_quantization{1.0F / 256, -128};
  static constexpr int label_count = 12;
  static constexpr const char* labels[] = {"silence", "unknown", "a", "b", "c", "d",
                                           "e",       "f",       "g", "h", "i", "j"};
  struct front_end {
    static constexpr tyto::audio::mfcc_parameters parameters = tyto::audio::tyto_480_320;
  };
};

using streamed = tyto::graph::streamed<whole>;

struct all_of_a_run {
  std::array<std::int8_t, 12> posteriors;
  std::array<std::int16_t, 12> ratios;

  friend bool operator==(const all_of_a_run&, const all_of_a_run&) = default;
};

template <class Model>
std::vector<all_of_a_run> runs_of(int hop, int frames) {
  using stream = tyto::kws::posterior_stream<Model>;
  static stream network(hop);
  network.reset(hop);
  tyto::test::random random(8);
  std::vector<all_of_a_run> runs;
  for (int i = 0; i < frames; ++i) {
    typename stream::frame next;
    const int level = random.between(-128, 100);
    for (std::int8_t& value : next)
      value = static_cast<std::int8_t>(level + random.between(0, 27));
    network.push(next, [&](const typename stream::run& run) {
      all_of_a_run& kept = runs.emplace_back();
      std::copy(run.posteriors.begin(), run.posteriors.end(), kept.posteriors.begin());
      std::copy(run.ratios.begin(), run.ratios.end(), kept.ratios.begin());
    });
  }
  return runs;
}

}  // namespace

// From the first run on the rows before the start are digital silence, which a stream has seen as
// well; the window's odd first row (49 = 24 steps and one) makes them differ by nothing.
TEST_CASE("detector: a model that streams gives the posteriors and ratios of its whole window") {
  static_assert(tyto::kws::log_ratios<streamed>::wants_logits);
  for (const int hop : {2, 4, 10}) {
    const auto by_window = runs_of<whole>(hop, 120);
    const auto by_stream = runs_of<streamed>(hop, 120);
    REQUIRE(by_window.size() == by_stream.size());
    REQUIRE(by_window.size() == static_cast<std::size_t>(120 / hop));
    CHECK(by_stream == by_window);
  }
}

TEST_CASE("detector: a hop is rounded up to the steps of a network that streams") {
  using stream = tyto::kws::posterior_stream<streamed>;
  static_assert(stream::hop_of(1) == 2 && stream::hop_of(5) == 6 && stream::hop_of(6) == 6);
  static_assert(tyto::kws::posterior_stream<whole>::hop_of(5) == 5);
  CHECK(runs_of<streamed>(5, 120) == runs_of<streamed>(6, 120));

  // And with it the times of the rule: 600 ms at 5 frames are 5 runs of 120 ms.
  using detector = tyto::kws::detector<streamed>;
  static_assert(detector::valid({}));
  static detector ears;
  const std::vector<std::int16_t> samples(3 * detector::sample_rate, 100);
  ears.push(samples, [](const tyto::kws::event&) {});
  CHECK(ears.best_score() > 0.0F);
}
