// SPDX-License-Identifier: Apache-2.0
#include "common/manifest.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tyto::convert;

namespace {

std::string why_not(std::string_view text, bool is_point = false) {
  try {
    if (is_point) {
      parse_operating_point(text);
    } else {
      parse_manifest(text);
    }
  } catch (const error& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("manifest: what a wake word's file states, of either version") {
  const manifest two = parse_manifest(R"({"type": "micro", "wake_word": "Okay Nabu",
    "author": "somebody", "model": "okay_nabu.tflite", "trained_languages": ["en"], "version": 2,
    "micro": {"probability_cutoff": 0.85, "feature_step_size": 10, "sliding_window_size": 5,
              "tensor_arena_size": 26080, "minimum_esphome_version": "2024.7.0"}})");
  CHECK(two.wake_word == "Okay Nabu");
  CHECK(two.model == "okay_nabu.tflite");
  CHECK(two.probability_cutoff == 0.85);
  CHECK(two.sliding_window_size == 5);
  CHECK(two.feature_step_size_ms == 10);
  CHECK(two.version == 2);

  const manifest one = parse_manifest(
      R"({"micro": {"probability_cutoff": 0.5, "sliding_window_average_size": 10}})");
  CHECK(one.sliding_window_size == 10);
  CHECK(one.feature_step_size_ms == 20);
  CHECK(one.version == 1);
}

TEST_CASE("manifest: what is wrong is said in one line, with what would be right") {
  CHECK(why_not("{").starts_with("is no JSON; needed: a wake word's manifest"));
  CHECK(why_not("[1]").starts_with("is JSON, but no object"));
  CHECK(why_not("{}").starts_with("has no object \"micro\""));
  CHECK(why_not(R"({"micro": {"sliding_window_size": 5}})") ==
        "has no \"probability_cutoff\"; needed: 0 to 1; a probability");
  CHECK(why_not(R"({"micro": {"probability_cutoff": 97, "sliding_window_size": 5}})") ==
        "\"probability_cutoff\" is 97; needed: 0 to 1; a probability");
  CHECK(why_not(R"({"micro": {"probability_cutoff": 1, "sliding_window_size": 5}})") ==
        "\"probability_cutoff\" is 1, which is never passed; needed: less");
  CHECK(why_not(R"({"micro": {"probability_cutoff": "x\n", "sliding_window_size": 5}})")
            .starts_with("\"probability_cutoff\" is "));
  CHECK(why_not(R"({"micro": {"probability_cutoff": 0.5}})") ==
        "has no \"sliding_window_size\"; needed: 1 to 64; runs of the network");
  CHECK(why_not(R"({"micro": {"probability_cutoff": 0.5, "sliding_window_size": 2.5}})") ==
        "\"sliding_window_size\" is 2.5; needed: a whole number");
  CHECK(why_not(R"({"version": 3, "micro": {}})").starts_with("\"version\" is 3; needed: 1 to 2"));
}

TEST_CASE("operating point: thresholds by label") {
  const operating_point p = parse_operating_point(
      R"({"model": "m", "rule": "log_ratio", "hop_ms": 100, "average_ms": 600,
          "thresholds": {"yes": 2.5, "no": -1}})");
  CHECK(p.hop_ms == 100.0);
  CHECK(p.average_ms == 600);
  CHECK(p.thresholds == std::map<std::string, double>{{"yes", 2.5}, {"no", -1.0}});
  CHECK(why_not(R"({"rule": "mean_posterior"})", true) ==
        "\"rule\" is \"mean_posterior\"; needed: \"log_ratio\", as tyto-operate --rule ratio "
        "--write makes it");
  CHECK(why_not(R"({"rule": "log_ratio", "hop_ms": 100, "average_ms": 600})", true) ==
        "has no \"thresholds\"; needed: an object with a number for each keyword");
  CHECK(why_not(R"({"rule": "log_ratio", "hop_ms": 100, "average_ms": 600,
                    "thresholds": {"yes": 9}})",
                true) == "\"yes\" is 9; needed: -8 to 8; a log-likelihood ratio");
}
