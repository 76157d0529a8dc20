// SPDX-License-Identifier: Apache-2.0
// The detector with the bundled model, on signals made here and on real speech.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "ds_cnn_s.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"

namespace {

using detector = tyto::kws::detector<ds_cnn_s::model>;
using waveform = std::vector<std::int16_t>;

struct heard {
  std::string name;
  std::int64_t samples;
  float score;

  friend bool operator==(const heard&, const heard&) = default;
};

// Events of a waveform that is pushed `chunk` samples at a time.
std::vector<heard> listen(const waveform& samples, std::size_t chunk) {
  static detector ears;
  ears.reset();
  std::vector<heard> events;
  for (std::size_t at = 0; at < samples.size(); at += chunk) {
    const std::size_t count = std::min(chunk, samples.size() - at);
    ears.push(std::span(samples).subspan(at, count), [&](const tyto::kws::event& e) {
      events.push_back({e.name, e.samples, e.score});
      CHECK(e.time_ms == e.samples * 1000 / detector::sample_rate);
      CHECK(std::string(ds_cnn_s::model::labels[e.label]) == e.name);
    });
  }
  return events;
}

// Two clips of each keyword, half a second of silence after each; the words in order.
struct scene {
  waveform samples;
  std::vector<std::string> words;
};

scene spoken_keywords(const std::filesystem::path& reference) {
  const std::vector<std::string> clips =
      tyto::test::read_lines(reference / "golden" / "speech_clips.txt");
  scene s;
  s.samples.assign(detector::sample_rate / 2, 0);
  for (int round = 0; round < 2; ++round) {
    for (const char* label : ds_cnn_s::model::labels) {
      if (!tyto::kws::is_keyword(label)) continue;
      const std::string folder = std::string(label) + "/";
      auto clip = std::find_if(clips.begin(), clips.end(),
                               [&](const std::string& c) { return c.starts_with(folder); });
      clip += 10 + 40 * round;
      const waveform word = tyto::test::read_canonical_wav(reference / "speech" / *clip);
      s.samples.insert(s.samples.end(), word.begin(), word.end());
      s.samples.insert(s.samples.end(), detector::sample_rate / 2, 0);
      s.words.emplace_back(label);
    }
  }
  return s;
}

}  // namespace

TEST_CASE("detector: settings are checked") {
  static_assert(detector::valid({}));
  static_assert(!detector::valid({.hop_frames = 0}));
  static_assert(!detector::valid({.hop_frames = 50}));
  static_assert(!detector::valid({.average = 0}));
  static_assert(!detector::valid({.average = detector::filter::max_average + 1}));
  static_assert(!detector::valid({.threshold = 1.5F}));
  static_assert(!detector::valid({.threshold = 0.3F, .release = 0.3F}));
  static_assert(!detector::valid({.refractory_ms = -1}));
  CHECK(sizeof(detector) <= 16 * 1024);
}

TEST_CASE("detector: spoken keywords are heard once each, however the samples are cut") {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("spoken keywords");
    return;
  }
  const scene s = spoken_keywords(*reference);
  const std::vector<heard> events = listen(s.samples, 160);

  std::size_t found = 0;
  std::size_t at = 0;
  for (const heard& e : events) {
    const auto word =
        std::find(s.words.begin() + static_cast<std::ptrdiff_t>(at), s.words.end(), e.name);
    if (word == s.words.end()) continue;
    ++found;
    at = static_cast<std::size_t>(word - s.words.begin()) + 1;
  }
  MESSAGE(found << " of " << s.words.size() << " keywords heard in order, " << events.size()
                << " events");
  CHECK(found >= s.words.size() - 4);
  CHECK(events.size() <= found + 2);

  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    CHECK(listen(s.samples, chunk) == events);
  }
}

TEST_CASE("detector: signals without speech hold no keyword") {
  const std::size_t seconds5 = 5 * detector::sample_rate;
  CHECK(listen(waveform(seconds5, 0), 160).empty());

  waveform square(seconds5);
  for (std::size_t i = 0; i < square.size(); ++i)
    square[i] = i / 20 % 2 == 0 ? 32767 : -32768;
  CHECK(listen(square, 160).empty());

  CHECK(listen(waveform(seconds5, 32767), 160).empty());  // DC at full scale

  waveform step(seconds5, 0);
  std::fill(step.begin() + detector::sample_rate, step.end(), std::int16_t{-32768});
  CHECK(listen(step, 160).empty());
}

TEST_CASE("detector: reset makes it as new") {
  const waveform silence(2 * detector::sample_rate, 0);
  CHECK(listen(silence, 160) == listen(silence, 160));
}
