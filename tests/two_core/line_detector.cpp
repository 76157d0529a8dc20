// SPDX-License-Identifier: Apache-2.0
// Two cores on one: the front core's bytes into the network core's detector, on a good line and on
// bad ones, against the detector on the samples.
#include "line_detector.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "ds_cnn_s.hpp"
#include "kws/joined_speech.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"

namespace {

using model = ds_cnn_s::model;
using front_end = tyto::audio::mfcc<model::front_end>;
using detector = tyto::kws::frame_detector<model>;
using two_core::line_counters;
using bytes = std::vector<std::uint8_t>;
using recording = std::vector<std::int16_t>;

struct heard {
  std::string name;
  float score;
  std::int64_t samples;
  std::int64_t time_ms;

  friend bool operator==(const heard&, const heard&) = default;
};

std::vector<bytes> packets_of(const recording& samples) {
  std::vector<bytes> packets;
  const auto write = [&](std::span<const std::uint8_t> out) {
    packets.emplace_back(out.begin(), out.end());
  };
  front_end features;
  two_core::frame_sender<front_end::coefficients> sender(two_core::front_end_id<model>());
  sender.start(write);
  features.push(samples,
                [&](detector::features f) { sender.frame(detector::quantized(f), write); });
  sender.end(write);
  return packets;
}

constexpr std::ptrdiff_t first_frame = 4;  // after a zero and three starts

struct outcome {
  std::vector<heard> events;
  line_counters counters;
  std::int64_t frames;
  int ends = 0;
};

outcome through_line(const std::vector<bytes>& packets) {
  two_core::line_detector<model> ears;
  outcome o{};
  for (const bytes& packet : packets) {
    for (const std::uint8_t byte : packet) {
      ears.push(
          byte,
          [&](const tyto::kws::event& e) {
            o.events.push_back({e.name, e.score, e.samples, e.time_ms});
          },
          [&] { ++o.ends; });
    }
  }
  o.counters = ears.counters();
  o.frames = ears.frames();
  return o;
}

std::vector<heard> on_one_core(const recording& samples) {
  tyto::kws::detector<model> ears;
  std::vector<heard> events;
  ears.push(samples, [&](const tyto::kws::event& e) {
    events.push_back({e.name, e.score, e.samples, e.time_ms});
  });
  return events;
}

// Words with pauses.
recording spoken(const std::filesystem::path& reference, std::size_t words) {
  const auto clips = tyto::test::read_lines(reference / "golden" / "speech_clips.txt");
  recording samples(8000);
  for (std::size_t i = 220; words > 0; i += 160, --words) {
    const recording clip = tyto::test::read_canonical_wav(reference / "speech" / clips[i]);
    samples.insert(samples.end(), clip.begin(), clip.end());
    samples.resize(samples.size() + 12000);
  }
  return samples;
}

recording noise(std::size_t seconds) {
  std::mt19937 random(7);
  recording samples(seconds * detector::sample_rate);
  for (std::int16_t& sample : samples)
    sample = static_cast<std::int16_t>(static_cast<int>(random() % 6000) - 3000);
  return samples;
}

struct other_quantization : model {
  static constexpr tyto::quantization input_quantization{0.655F, 71};
};

struct other_front_end : model {
  struct front_end {
    static constexpr tyto::audio::mfcc_parameters parameters = [] {
      tyto::audio::mfcc_parameters p = model::front_end::parameters;
      p.low_hz = 20.0F;
      return p;
    }();
  };
};

}  // namespace

TEST_CASE("two_core: a good line gives the events of one core, byte for byte" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("speech over the line");
    return;
  }
  const recording samples = spoken(*reference, 6);
  const std::vector<heard> wanted = on_one_core(samples);
  std::vector<bytes> packets = packets_of(samples);
  const outcome good = through_line(packets);
  CHECK(wanted.size() >= 4);
  CHECK(good.events == wanted);
  CHECK(good.ends == 1);
  CHECK(good.counters == line_counters{.frames = static_cast<std::uint32_t>(good.frames)});

  // One frame in forty lost, one in forty repeated, one in forty damaged: the same words, but
  // for one at most.
  for (std::size_t i = first_frame; i + 3 < packets.size(); ++i) {
    if (i % 40 == 3) packets[i].clear();
    if (i % 40 == 9) packets[i].insert(packets[i].end(), packets[i].begin(), packets[i].end());
    if (i % 40 == 15) packets[i][7] = static_cast<std::uint8_t>(packets[i][7] % 255 + 1);
  }
  const outcome bad = through_line(packets);
  CHECK(bad.frames == good.frames);
  CHECK(bad.counters.corrupted >= 10);
  CHECK(bad.counters.repeated >= 10);
  CHECK(bad.counters.lost > bad.counters.corrupted + 10);
  int same = 0;
  for (const heard& event : wanted) {
    same += std::any_of(bad.events.begin(), bad.events.end(), [&](const heard& other) {
      return other.name == event.name && std::abs(other.time_ms - event.time_ms) <= 200;
    });
  }
  CHECK(same + 1 >= static_cast<int>(wanted.size()));
  CHECK(bad.events.size() <= wanted.size());
}

TEST_CASE(
    "two_core: minutes of words, pauses and noise give the events of one core, byte for byte" *
    doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("minutes of speech over the line");
    return;
  }
  const recording samples = tyto::test::join_speech(*reference, 5, 100).samples;
  const std::vector<heard> wanted = on_one_core(samples);
  const outcome o = through_line(packets_of(samples));
  MESSAGE(o.events.size() << " events in " << samples.size() / detector::sample_rate << " s");
  CHECK(wanted.size() >= 40);
  CHECK(o.events == wanted);
  CHECK(o.counters == line_counters{.frames = static_cast<std::uint32_t>(o.frames)});
}

TEST_CASE("two_core: time goes on through frames that are lost, however many" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("speech over a line with gaps");
    return;
  }
  // The words come after a pause long enough that what is lost in it changes no window of theirs.
  recording samples(6 * detector::sample_rate);
  const recording words = spoken(*reference, 2);
  samples.insert(samples.end(), words.begin(), words.end());
  const std::vector<heard> wanted = on_one_core(samples);
  CHECK(!wanted.empty());
  const std::vector<bytes> packets = packets_of(samples);
  for (const int gap : {1, 49, 50, 202}) {
    std::vector<bytes> gapped = packets;
    gapped.erase(gapped.begin() + first_frame + 50, gapped.begin() + first_frame + 50 + gap);
    const outcome o = through_line(gapped);
    CHECK(o.counters.lost == static_cast<std::uint32_t>(gap));
    CHECK(o.frames == static_cast<std::int64_t>(packets.size()) - first_frame - 3);
    REQUIRE(o.events.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      CHECK(o.events[i].name == wanted[i].name);
      CHECK(o.events[i].time_ms == o.events[i].samples * 1000 / detector::sample_rate);
      // A detector that starts anew runs its network at other frames.
      CHECK(std::abs(o.events[i].time_ms - wanted[i].time_ms) <= 200);
      if (gap % 5 == 0 || gap < 50) CHECK(o.events[i] == wanted[i]);
    }
  }
}

TEST_CASE("two_core: each stream begins anew") {
  const recording samples = noise(3);
  std::vector<bytes> twice = packets_of(samples);
  const std::size_t frames = twice.size() - first_frame - 3;
  twice.resize(twice.size() - 3);
  for (const bytes& packet : packets_of(samples))
    twice.push_back(packet);
  const outcome o = through_line(twice);
  CHECK(o.frames == static_cast<std::int64_t>(frames));
  CHECK(o.counters.frames == 2 * frames);
  CHECK(o.counters.restarts == 1);
  CHECK(o.ends == 1);
}

TEST_CASE("two_core: front ends of other models have other numbers") {
  constexpr std::uint32_t id = two_core::front_end_id<model>();
  CHECK(two_core::front_end_id<other_quantization>() != id);
  CHECK(two_core::front_end_id<other_front_end>() != id);
}
