// SPDX-License-Identifier: Apache-2.0
// The C functions against the C++ ones: the same events, the same bytes, and errors that change
// nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "ds_cnn_s.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"
#include "tyto.h"

namespace {

using model = ds_cnn_s::model;
using recording = std::vector<std::int16_t>;

struct heard {
  int label;
  std::string name;
  float score;
  std::int64_t samples;
  std::int64_t time_ms;

  friend bool operator==(const heard&, const heard&) = default;
};

alignas(TYTO_DETECTOR_ALIGNMENT) unsigned char memory[TYTO_DETECTOR_BYTES];

std::vector<heard> listen_in_c(const recording& samples, const tyto_settings* settings,
                               std::size_t chunk) {
  std::vector<heard> events;
  tyto_detector* ears = nullptr;
  REQUIRE(tyto_detector_create(memory, sizeof memory, settings, &ears) == TYTO_OK);
  const auto store = [](const tyto_event* e, void* user) {
    static_cast<std::vector<heard>*>(user)->push_back(
        {e->label, e->name, e->score, e->samples, e->time_ms});
  };
  for (std::size_t at = 0; at < samples.size(); at += chunk) {
    const std::size_t count = std::min(chunk, samples.size() - at);
    CHECK(tyto_detector_push(ears, samples.data() + at, count, store, &events) == TYTO_OK);
  }
  return events;
}

std::vector<heard> listen_in_cpp(const recording& samples,
                                 const tyto::kws::log_ratio_settings& settings) {
  std::vector<heard> events;
  tyto::kws::detector<model> ears;
  REQUIRE(ears.configure(settings));
  ears.push(samples, [&](const tyto::kws::event& e) {
    events.push_back({e.label, e.name, e.score, e.samples, e.time_ms});
  });
  return events;
}

recording noise(std::size_t count) {
  std::mt19937 random(1);
  recording samples(count);
  for (std::int16_t& sample : samples)
    sample = static_cast<std::int16_t>(static_cast<int>(random() % 65536) - 32768);
  return samples;
}

void ignore_event(const tyto_event*, void*) {}

}  // namespace

TEST_CASE("c_api: speech gives the events that the C++ detector gives" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("speech through the C functions");
    return;
  }
  recording samples;
  const auto clips = tyto::test::read_lines(*reference / "golden" / "speech_clips.txt");
  for (std::size_t i = 20; i < clips.size(); i += 200) {
    const recording clip = tyto::test::read_canonical_wav(*reference / "speech" / clips[i]);
    samples.insert(samples.end(), clip.begin(), clip.end());
    samples.resize(samples.size() + 8000);
  }
  const std::vector<heard> events = listen_in_c(samples, nullptr, 160);
  CHECK(events.size() >= 3);
  CHECK(events == listen_in_cpp(samples, {}));

  const tyto_settings low{8, 320, -4.0F, 0.5F, 160, 100};
  const std::vector<heard> more = listen_in_c(samples, &low, 1000);
  CHECK(more != events);
  CHECK(more == listen_in_cpp(samples, {.hop_frames = 8,
                                        .average_ms = 320,
                                        .strictness = -4.0F,
                                        .release = 0.5F,
                                        .release_ms = 160,
                                        .refractory_ms = 100}));
}

TEST_CASE("c_api: reset and best follow the C++ detector") {
  const recording samples = noise(2 * TYTO_SAMPLE_RATE);
  tyto_detector* ears = nullptr;
  REQUIRE(tyto_detector_create(memory, sizeof memory, nullptr, &ears) == TYTO_OK);
  tyto::kws::detector<model> wanted;
  std::int32_t label = -1;
  float score = -1.0F;
  const auto same = [&] {
    CHECK(tyto_detector_best(ears, &label, &score) == TYTO_OK);
    return label == wanted.best_label() && score == wanted.best_score();
  };
  CHECK(same());
  CHECK(score == 0.0F);
  for (int round = 0; round < 2; ++round) {
    CHECK(tyto_detector_push(ears, samples.data(), samples.size(), ignore_event, nullptr) ==
          TYTO_OK);
    wanted.push(samples, [](const tyto::kws::event&) {});
    CHECK(same());
    CHECK(score > 0.0F);
    CHECK(tyto_detector_reset(ears) == TYTO_OK);
    wanted.reset();
    CHECK(same());
  }
  CHECK(tyto_detector_push(ears, nullptr, 0, ignore_event, nullptr) == TYTO_OK);
}

TEST_CASE("c_api: the network gives the bytes that the C++ network gives") {
  std::mt19937 random(2);
  std::int8_t input[TYTO_INPUT_BYTES];
  std::int8_t output[TYTO_OUTPUT_BYTES];
  std::int8_t wanted[TYTO_OUTPUT_BYTES];
  static model::network::arena arena;
  for (int run = 0; run < 3; ++run) {
    for (std::int8_t& value : input)
      value = static_cast<std::int8_t>(static_cast<int>(random() % 256) - 128);
    CHECK(tyto_network_run(input, output, memory, sizeof memory) == TYTO_OK);
    model::network::run(input, wanted, arena);
    CHECK(std::memcmp(output, wanted, sizeof output) == 0);
  }
  CHECK(tyto_network_self_test(memory, sizeof memory) == TYTO_OK);
}

TEST_CASE("c_api: what it says of the model is so") {
  for (int label = 0; label < TYTO_LABELS; ++label)
    CHECK(std::string(tyto_label(label)) == model::labels[label]);
  CHECK(tyto_label(-1) == nullptr);
  CHECK(tyto_label(TYTO_LABELS) == nullptr);
  CHECK(std::string(tyto_version()) == TYTO_VERSION_STRING);
  CHECK(tyto_input_quantization().scale == model::input_quantization.scale);
  CHECK(tyto_input_quantization().zero_point == model::input_quantization.zero_point);
  CHECK(tyto_output_quantization().scale == model::output_quantization.scale);
  CHECK(tyto_output_quantization().zero_point == model::output_quantization.zero_point);
  CHECK(tyto_detector_bytes() <= TYTO_DETECTOR_BYTES);
  CHECK(tyto_network_bytes() <= TYTO_NETWORK_BYTES);
  CHECK(tyto_network_bytes() >= model::network::arena_bytes);
  CHECK(TYTO_DETECTOR_ALIGNMENT % tyto_detector_alignment() == 0);
  CHECK(TYTO_NETWORK_ALIGNMENT % tyto_network_alignment() == 0);
  tyto_settings s{};
  CHECK(tyto_default_settings(&s) == TYTO_OK);
  const tyto::kws::log_ratio_settings wanted;
  CHECK(s.hop_frames == wanted.hop_frames);
  CHECK(s.average_ms == wanted.average_ms);
  CHECK(s.strictness == wanted.strictness);
  CHECK(s.release == wanted.release);
  CHECK(s.release_ms == wanted.release_ms);
  CHECK(s.refractory_ms == wanted.refractory_ms);
}

TEST_CASE("c_api: misuse is an error, and changes nothing") {
  tyto_detector* ears = nullptr;
  const auto create = [&ears](std::size_t at, std::size_t bytes, const tyto_settings* s = nullptr) {
    return tyto_detector_create(memory + at, bytes, s, &ears);
  };
  CHECK(tyto_detector_create(nullptr, sizeof memory, nullptr, &ears) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_create(memory, sizeof memory, nullptr, nullptr) == TYTO_ERROR_NULL);
  CHECK(create(0, tyto_detector_bytes() - 1) == TYTO_ERROR_SIZE);
  CHECK(create(0, 0) == TYTO_ERROR_SIZE);
  CHECK(create(1, tyto_detector_bytes()) == TYTO_ERROR_ALIGNMENT);

  tyto_settings good{};
  CHECK(tyto_default_settings(&good) == TYTO_OK);
  for (void (*spoil)(tyto_settings&) : {
           +[](tyto_settings& s) { s.hop_frames = 0; },
           +[](tyto_settings& s) { s.hop_frames = 50; },
           +[](tyto_settings& s) { s.average_ms = 3201; },
           +[](tyto_settings& s) { s.strictness = 16.5F; },
           +[](tyto_settings& s) { s.release = 0.0F; },
           +[](tyto_settings& s) { s.release_ms = 0; },
           +[](tyto_settings& s) { s.refractory_ms = -1; },
       }) {
    tyto_settings bad = good;
    spoil(bad);
    CHECK(create(0, sizeof memory, &bad) == TYTO_ERROR_SETTINGS);
  }
  CHECK(ears == nullptr);
  CHECK(create(0, tyto_detector_bytes(), &good) == TYTO_OK);
  CHECK(ears != nullptr);

  const std::int16_t sample = 0;
  std::int32_t label = -1;
  float score = 0.0F;
  CHECK(tyto_default_settings(nullptr) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_reset(nullptr) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_push(nullptr, &sample, 1, ignore_event, nullptr) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_push(ears, nullptr, 1, ignore_event, nullptr) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_push(ears, &sample, 1, nullptr, nullptr) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_best(nullptr, &label, &score) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_best(ears, nullptr, &score) == TYTO_ERROR_NULL);
  CHECK(tyto_detector_best(ears, &label, nullptr) == TYTO_ERROR_NULL);
  CHECK(label == -1);

  const std::int8_t input[TYTO_INPUT_BYTES] = {};
  std::int8_t output[TYTO_OUTPUT_BYTES] = {};
  const std::size_t enough = tyto_network_bytes();
  CHECK(tyto_network_run(nullptr, output, memory, enough) == TYTO_ERROR_NULL);
  CHECK(tyto_network_run(input, nullptr, memory, enough) == TYTO_ERROR_NULL);
  CHECK(tyto_network_run(input, output, nullptr, enough) == TYTO_ERROR_NULL);
  CHECK(tyto_network_run(input, output, memory, enough - 1) == TYTO_ERROR_SIZE);
  CHECK(tyto_network_run(input, output, memory + 1, enough) == TYTO_ERROR_ALIGNMENT);
  CHECK(tyto_network_self_test(nullptr, enough) == TYTO_ERROR_NULL);
  CHECK(tyto_network_self_test(memory, enough - 1) == TYTO_ERROR_SIZE);
  CHECK(std::count(std::begin(output), std::end(output), 0) == TYTO_OUTPUT_BYTES);

  std::vector<std::string> texts;
  for (int status = TYTO_ERROR_SELF_TEST - 1; status <= TYTO_OK; ++status)
    texts.emplace_back(tyto_status_text(status));
  std::sort(texts.begin(), texts.end());
  CHECK(std::adjacent_find(texts.begin(), texts.end()) == texts.end());
}
