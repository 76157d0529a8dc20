// SPDX-License-Identifier: Apache-2.0
// The half of the detector after the features, fed by a front end of the test's own.
#include "tyto/kws/frame_detector.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <span>
#include <vector>

#include "ds_cnn_s.hpp"

namespace {

using model = ds_cnn_s::model;
using frame_detector = tyto::kws::frame_detector<model>;
using front_end = tyto::audio::mfcc<model::front_end>;

}  // namespace

TEST_CASE("frame_detector: its frame of silence is the front end's") {
  const std::vector<std::int16_t> zeros(front_end::window, 0);
  front_end stream;
  int frames = 0;
  stream.push(zeros, [&](frame_detector::features features) {
    CHECK(frame_detector::quantized(features) == frame_detector::silence);
    ++frames;
  });
  CHECK(frames == 1);
}

TEST_CASE("frame_detector: a front end before it makes the detector") {
  std::mt19937 random(3);
  std::vector<std::int16_t> samples(2 * frame_detector::sample_rate);
  for (std::int16_t& sample : samples)
    sample = static_cast<std::int16_t>(static_cast<int>(random() % 20000) - 10000);

  const tyto::kws::log_ratio_settings settings{.hop_frames = 3, .average_ms = 120};
  tyto::kws::detector<model> whole;
  frame_detector half;
  REQUIRE(whole.configure(settings));
  REQUIRE(half.configure(settings));
  front_end stream;
  const auto ignore = [](const tyto::kws::event&) {};
  for (int round = 0; round < 2; ++round) {
    std::set<float> scores;
    for (std::size_t at = 0; at < samples.size(); at += front_end::hop) {
      const auto chunk = std::span(samples).subspan(at, front_end::hop);
      whole.push(chunk, ignore);
      stream.push(chunk, [&](frame_detector::features features) {
        half.push(frame_detector::quantized(features), ignore);
      });
      CHECK(half.best_label() == whole.best_label());
      CHECK(half.best_score() == whole.best_score());
      scores.insert(half.best_score());
    }
    CHECK(scores.size() > 5);
    whole.reset();
    half.reset();
    stream.reset();
  }
}
