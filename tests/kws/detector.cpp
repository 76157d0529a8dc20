// SPDX-License-Identifier: Apache-2.0
// The detector with the bundled model, on signals made here and on real speech.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "audio/synthetic_clips.hpp"
#include "ds_cnn_s.hpp"
#include "kws/joined_speech.hpp"
#include "support/random.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"

namespace {

using detector = tyto::kws::detector<ds_cnn_s::model>;
using waveform = std::vector<std::int16_t>;

constexpr int rate = detector::sample_rate;

struct heard {
  std::string name;
  std::int64_t samples;
  float score;

  friend bool operator==(const heard&, const heard&) = default;
};

// A sink that keeps events, and checks what they say of themselves.
auto keep_in(std::vector<heard>& events) {
  return [&](const tyto::kws::event& e) {
    events.push_back({e.name, e.samples, e.score});
    CHECK(e.time_ms == e.samples * 1000 / rate);
    CHECK(e.score > 0.0F);
    CHECK(e.score < 1.0F);
    CHECK(std::string(ds_cnn_s::model::labels[e.label]) == e.name);
  };
}

// Events of a waveform that is pushed `chunk` samples at a time.
std::vector<heard> listen(const waveform& samples, std::size_t chunk) {
  static detector ears;
  ears.reset();
  std::vector<heard> events;
  for (std::size_t at = 0; at < samples.size(); at += chunk) {
    const std::size_t count = std::min(chunk, samples.size() - at);
    ears.push(std::span(samples).subspan(at, count), keep_in(events));
  }
  return events;
}

waveform square_wave(std::size_t count, std::size_t half_period) {
  waveform square(count);
  for (std::size_t i = 0; i < count; ++i)
    square[i] = i / half_period % 2 == 0 ? 32767 : -32768;
  return square;
}

std::vector<std::string> as_lines(const std::vector<heard>& events) {
  std::vector<std::string> lines;
  for (const heard& e : events) {
    lines.push_back(std::to_string(e.samples) + ' ' + e.name + ' ' +
                    std::to_string(static_cast<int>(e.score * 10000.0F + 0.5F)));
  }
  return lines;
}

}  // namespace

TEST_CASE("detector: settings are checked") {
  static_assert(detector::valid({}));
  static_assert(!detector::valid({.hop_frames = 0}));
  static_assert(!detector::valid({.hop_frames = 50}));
  static_assert(!detector::valid({.average_ms = 0}));
  static_assert(detector::valid({.average_ms = 3200}));
  static_assert(!detector::valid({.average_ms = 3201}));  // 33 runs
  static_assert(!detector::valid({.threshold = 8.5F}));
  static_assert(!detector::valid({.strictness = -17.0F}));
  static_assert(!detector::valid({.release = 0.0F}));
  static_assert(!detector::valid({.release_ms = 3201}));
  static_assert(!detector::valid({.refractory_ms = -1}));
  static_assert(!detector::valid({.threshold = std::numeric_limits<float>::quiet_NaN()}));
  static_assert(!detector::valid({.strictness = std::numeric_limits<float>::quiet_NaN()}));
  static_assert(!detector::valid({.release = std::numeric_limits<float>::quiet_NaN()}));

  using by_mean = tyto::kws::detector<ds_cnn_s::model, tyto::kws::mean_posterior_options>;
  static_assert(by_mean::valid({}));
  static_assert(!by_mean::valid({.hop_frames = 0}));
  static_assert(!by_mean::valid({.hop_frames = 50}));
  static_assert(!by_mean::valid({.average = 0}));
  static_assert(!by_mean::valid({.average = by_mean::filter::max_average + 1}));
  static_assert(!by_mean::valid({.threshold = 1.5F}));
  static_assert(!by_mean::valid({.threshold = 0.3F, .release = 0.3F}));
  static_assert(!by_mean::valid({.refractory_ms = -1}));
  CHECK(sizeof(detector) <= 16 * 1024);
}

TEST_CASE("detector: settings that are not valid are refused, and change nothing") {
  static detector ears;
  static detector other;
  std::vector<heard> ignored;
  REQUIRE(ears.configure({.hop_frames = 3, .average_ms = 300}));
  REQUIRE(other.configure({.hop_frames = 3, .average_ms = 300}));
  ears.push(square_wave(rate, 30), keep_in(ignored));
  other.push(square_wave(rate, 30), keep_in(ignored));
  CHECK_FALSE(ears.configure({.hop_frames = 0}));
  const waveform signal = square_wave(rate, 50);
  for (std::size_t at = 0; at < signal.size(); at += 320) {
    ears.push(std::span(signal).subspan(at, 320), keep_in(ignored));
    other.push(std::span(signal).subspan(at, 320), keep_in(ignored));
    CHECK(ears.best_label() == other.best_label());
    CHECK(ears.best_score() == other.best_score());
  }
  // Valid ones start anew.
  CHECK(ears.configure({}));
  CHECK(ears.best_score() == 0.0F);
  CHECK(ears.lost_samples() == 0);
}

// Two minutes of words. The events equal those of a list in the tree, so they are the same on every
// target; with TYTO_UPDATE_EXPECTED set in its environment, the test writes the list.
TEST_CASE("detector: words among noise are heard once each, the same events on every target" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("words among noise");
    return;
  }
  const tyto::test::joined_speech speech = tyto::test::join_speech(*reference, 5, 100);
  const std::vector<heard> events = listen(speech.samples, 160);
  const tyto::test::tally t = tyto::test::compare(speech.words, events);
  MESSAGE(t.heard << " of " << t.keywords << " keywords heard, " << t.wrong << " other events in "
                  << speech.samples.size() / rate << " s");
  CHECK(t.heard >= 42);
  CHECK(t.wrong <= 2);

  const std::string expected = TYTO_SOURCE_DIR "/tests/kws/joined_speech_events.txt";
  const std::vector<std::string> lines = as_lines(events);
  if (std::getenv("TYTO_UPDATE_EXPECTED") != nullptr) {
    std::ofstream file(expected);
    for (const std::string& line : lines)
      file << line << '\n';
  }
  CHECK(lines == tyto::test::read_lines(expected));
}

TEST_CASE("detector: how the samples are cut changes nothing" * doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("samples cut into chunks");
    return;
  }
  const tyto::test::joined_speech speech = tyto::test::join_speech(*reference, 1, 100);
  const waveform part(speech.samples.begin(), speech.samples.begin() + 10 * rate);
  const std::vector<heard> events = listen(part, 160);
  CHECK(events.size() >= 2);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}})
    CHECK(listen(part, chunk) == events);
}

// Each frame's best label and score, and the events.
template <class Detector>
std::vector<heard> follow(Detector& ears, std::span<const std::int16_t> samples) {
  std::vector<heard> all;
  for (std::size_t at = 0; at + 320 <= samples.size(); at += 320) {
    ears.push(samples.subspan(at, 320), keep_in(all));
    all.push_back({ds_cnn_s::model::labels[ears.best_label()], 0, ears.best_score()});
  }
  return all;
}

struct incremental_options : tyto::kws::detector_options {
  static constexpr bool incremental = true;
};

using incremental_detector = tyto::kws::detector<ds_cnn_s::model, incremental_options>;

// samples: more than two seconds
void check_incremental(const waveform& samples) {
  static incremental_detector fast;
  static detector plain;
  fast.reset();
  plain.reset();
  CHECK(follow(fast, samples) == follow(plain, samples));
  fast.skip(rate);
  plain.skip(rate);
  const auto second = std::span(samples).last(2 * rate);
  CHECK(follow(fast, second) == follow(plain, second));
}

TEST_CASE("detector: what is kept from run to run changes nothing but the work and the memory") {
  using incremental = incremental_detector;
  static_assert(incremental::valid({}));
  static_assert(!incremental::valid({.hop_frames = 4}));
  static_assert(incremental::macs_per_run < detector::macs_per_run * 6 / 10);
  CHECK(sizeof(incremental) <= sizeof(detector) + 80 * 1024);

  waveform samples = square_wave(rate, 40);
  for (std::size_t clip = 0; clip < tyto::test::synthetic_clip_names.size(); ++clip) {
    const waveform next = tyto::test::synthetic_clip(clip);
    samples.insert(samples.end(), next.begin(), next.end());
  }
  check_incremental(samples);
}

TEST_CASE("detector: what is kept from run to run changes nothing on words" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("incremental runs on words");
    return;
  }
  const tyto::test::joined_speech speech = tyto::test::join_speech(*reference, 1, 100);
  check_incremental({speech.samples.begin(), speech.samples.begin() + 10 * rate});
}

TEST_CASE("detector: signals without speech hold no keyword") {
  constexpr std::size_t seconds3 = 3 * rate;
  CHECK(listen(waveform(seconds3, 0), 160).empty());
  CHECK(listen(waveform(seconds3, 32767), 160).empty());  // DC at full scale
  for (const std::size_t half_period : {1U, 20U, 160U})
    CHECK(listen(square_wave(seconds3, half_period), 160).empty());

  waveform step(seconds3, 0);
  std::fill(step.begin() + rate, step.end(), std::int16_t{-32768});
  CHECK(listen(step, 160).empty());
}

TEST_CASE("detector: reset makes it as new") {
  detector used;
  std::vector<heard> ignored;
  used.push(square_wave(3 * rate / 2, 50), keep_in(ignored));
  used.skip(1234);
  CHECK(used.lost_samples() == 1234);
  used.reset();
  CHECK(used.lost_samples() == 0);

  detector fresh;
  const waveform signal = square_wave(rate, 30);
  for (std::size_t at = 0; at < signal.size(); at += 320) {
    used.push(std::span(signal).subspan(at, 320), keep_in(ignored));
    fresh.push(std::span(signal).subspan(at, 320), keep_in(ignored));
    CHECK(used.best_label() == fresh.best_label());
    CHECK(used.best_score() == fresh.best_score());
  }
}

TEST_CASE("detector: what comes after lost samples is heard as after silence, at its true time") {
  detector gap;
  detector fresh;
  std::vector<heard> ignored;
  gap.push(square_wave(rate, 30), keep_in(ignored));
  gap.skip(-1);
  CHECK(gap.lost_samples() == 0);
  gap.skip(rate);
  CHECK(gap.lost_samples() == rate);
  const waveform signal = square_wave(rate, 50);
  for (std::size_t at = 0; at < signal.size(); at += 320) {
    gap.push(std::span(signal).subspan(at, 320), keep_in(ignored));
    fresh.push(std::span(signal).subspan(at, 320), keep_in(ignored));
    CHECK(gap.best_label() == fresh.best_label());
    CHECK(gap.best_score() == fresh.best_score());
  }
}

// An interrupt brings 10 ms at a time; now and then the main loop does not come to reading for
// 50 to 600 ms, and the ring holds 128 ms.
TEST_CASE("detector: too slow a reader loses samples, and knows which" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("too slow a reader");
    return;
  }
  const tyto::test::joined_speech speech = tyto::test::join_speech(*reference, 1, 100);
  const std::span<const std::int16_t> samples(speech.samples);
  constexpr std::size_t block = 160;

  static detector ears;
  static detector told;  // what of the samples is left, and the gaps, without a ring
  static tyto::audio::sample_ring<2048> ring;
  std::vector<heard> events;
  std::vector<heard> expected;
  tyto::test::random random(7);
  std::size_t in_ring = 0;
  std::int64_t gap = 0;
  std::int64_t lost = 0;
  int pause = 0;
  for (std::size_t at = 0; at + block <= samples.size(); at += block) {
    // What the ring should keep: nothing from a loss to when it is empty.
    const std::size_t room = gap > 0 && in_ring > 0 ? 0 : ring.capacity - in_ring;
    const std::size_t kept = std::min(block, room);
    if (kept > 0 && gap > 0) {
      told.skip(gap);
      gap = 0;
    }
    told.push(samples.subspan(at, kept), keep_in(expected));
    in_ring += kept;
    gap += static_cast<std::int64_t>(block - kept);
    lost += static_cast<std::int64_t>(block - kept);

    ring.write(samples.subspan(at, block));
    if (pause-- > 0) continue;
    ears.drain(ring, keep_in(events));
    in_ring = 0;
    pause = random.one_in(150) ? random.between(5, 60) : 0;
  }
  MESSAGE(lost << " of " << samples.size() << " samples lost, " << events.size() << " events");
  CHECK(lost > rate);
  CHECK(std::int64_t{ring.lost()} == lost);
  CHECK(ears.lost_samples() == lost - gap);
  CHECK(events == expected);
  CHECK(events.size() >= 3);
  // Each event is of a word that was being said when the detector says it heard it.
  CHECK(tyto::test::compare(speech.words, events).wrong <= 1);
}
