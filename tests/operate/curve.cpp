// SPDX-License-Identifier: Apache-2.0
// From what the network said to misses and false accepts: the numbers are those that the detector
// itself gives.
#include "operate/curve.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "operate/bounds.hpp"
#include "operate/listening.hpp"
#include "operate/recordings.hpp"
#include "tyto/host/audio_file.hpp"
#include "tyto/host/mix.hpp"

namespace {

using namespace operate;

// `runs` runs in which `label` has nearly all the probability, and the largest ratio there is.
track sure_of(int label, std::size_t runs) {
  run r{};
  r.posteriors.fill(-128);
  r.ratios.fill(-8 * tyto::kws::ratio_one);
  r.posteriors[static_cast<std::size_t>(label)] = 127;
  if (is_keyword(label)) r.ratios[static_cast<std::size_t>(label)] = 8 * tyto::kws::ratio_one;
  return track(runs, r);
}

track join(std::initializer_list<track> tracks) {
  track all;
  for (const track& t : tracks)
    all.insert(all.end(), t.begin(), t.end());
  return all;
}

constexpr combination both[] = {{.kind = rule_kind::mean_posterior, .average_ms = 500},
                                {.kind = rule_kind::log_ratio, .average_ms = 500}};

constexpr std::int64_t hour = std::int64_t{3600} * stream::sample_rate;

// Clips of words that take the runs 10 to 20 of their tracks: 1 s to 2 s.
heard_clip clip(int label, track runs, half part = half::report) {
  return {label, 0, part, stream::sample_rate, 2 * stream::sample_rate, std::move(runs)};
}

}  // namespace

TEST_CASE("operate: misses, other events and false accepts are counted, half by half") {
  const int silence = label_of("silence");
  const int yes = label_of("yes");
  const int no = label_of("no");
  const track quiet = sure_of(silence, 10);
  const track wait = sure_of(silence, 30);
  evidence heard;
  heard.base_hop_frames = 5;
  heard.surroundings = {"silence"};
  heard.kinds = {"human", "music"};
  heard.clips = {clip(yes, join({quiet, sure_of(yes, 10), quiet})),
                 clip(yes, join({quiet, sure_of(no, 10), quiet})),
                 clip(no, join({quiet, sure_of(no, 10), wait, sure_of(no, 10), quiet})),
                 clip(no, join({wait, wait, sure_of(no, 10)})),  // long after its word
                 clip(no, quiet),
                 clip(yes, quiet, half::choose)};
  heard.negatives = {
      {0, half::report, hour / 2, join({quiet, sure_of(yes, 10), quiet, sure_of(no, 10)})},
      {1, half::report, hour, quiet},
      {1, half::report, hour / 2, join({quiet, sure_of(no, 10), quiet})},
      {0, half::choose, hour, join({quiet, sure_of(yes, 10)})}};
  CHECK(heard.hours(half::report) == doctest::Approx(2.0));
  CHECK(heard.hours(half::report, 0) == doctest::Approx(0.5));
  CHECK(heard.hours(half::choose) == doctest::Approx(1.0));
  CHECK(heard.clip_count(half::report, 0) == 5);

  for (const combination& c : both) {
    const outcome o = judge(heard, half::report, c, same_threshold(0.7F));
    CHECK(o.missed == std::vector<int>{3});
    CHECK(o.wrong == std::vector<int>{3});  // no for yes, no a second time, no too late
    CHECK(o.false_accepts == std::vector<int>{2, 1});
    CHECK(o.missed_of[static_cast<std::size_t>(no)] == 2);
    CHECK(o.false_accepts_of[static_cast<std::size_t>(no)] == 2);
    const outcome other = judge(heard, half::choose, c, same_threshold(0.7F));
    CHECK(other.all_missed() == 1);
    CHECK(other.all_false_accepts() == 1);
  }
  // 255/256 is as sure as can be.
  const outcome never = judge(heard, half::report, both[0], same_threshold(1.0F));
  CHECK(never.all_missed() == 5);
  CHECK(never.wrong == std::vector<int>{0});
  CHECK(never.all_false_accepts() == 0);
  // A threshold of its own for each keyword.
  thresholds at = same_threshold(0.0F);
  at[static_cast<std::size_t>(no)] = 9.0F;
  const outcome deaf_to_no = judge(heard, half::report, both[1], at);
  CHECK(deaf_to_no.false_accepts == std::vector<int>{1, 0});
  CHECK(deaf_to_no.missed_of[static_cast<std::size_t>(yes)] == 1);
}

TEST_CASE("operate: the best threshold within the wanted rate is chosen, on its half alone") {
  evidence heard;
  heard.negatives = {{0, half::choose, 2 * hour, {}}, {0, half::report, 2 * hour, {}}};
  const auto at = [](float threshold, int missed, int false_accepts) {
    return point{threshold,
                 {{missed}, {0}, {false_accepts}, {}, {}},
                 {{1000 - missed}, {0}, {1000}, {}, {}}};
  };
  const std::vector<curve> curves{{both[0], {at(0.5F, 1, 9), at(0.6F, 4, 4), at(0.7F, 4, 2)}},
                                  {both[1], {at(0.5F, 2, 6), at(0.6F, 5, 1)}}};
  const auto chosen = [&](double rate) {
    choice c;
    REQUIRE(choose_one(heard, curves, rate, c));
    return std::pair(c.settings.kind, c.at[0]);
  };
  CHECK(chosen(10.0) == std::pair(rule_kind::mean_posterior, 0.5F));
  CHECK(chosen(3.0) == std::pair(rule_kind::log_ratio, 0.5F));
  CHECK(chosen(2.0) == std::pair(rule_kind::mean_posterior, 0.7F));  // of equals the surer one
  CHECK(chosen(0.5) == std::pair(rule_kind::log_ratio, 0.6F));
  choice none;
  CHECK_FALSE(choose_one(heard, curves, 0.4, none));
}

TEST_CASE("operate: false accepts are dealt out to the keywords that gain most by them") {
  // yes is said faintly and never heard by mistake; no is heard by mistake at anything under 6.
  const int yes = label_of("yes");
  const int no = label_of("no");
  const track quiet = sure_of(label_of("silence"), 10);
  const auto said = [](int label, int ratio) {
    track t = sure_of(label, 10);
    for (run& r : t)
      r.ratios[static_cast<std::size_t>(label)] =
          static_cast<std::int16_t>(ratio * tyto::kws::ratio_one);
    return t;
  };
  evidence heard;
  heard.base_hop_frames = 5;
  heard.surroundings = {"silence"};
  heard.kinds = {"human"};
  for (const half part : {half::choose, half::report}) {
    heard.clips.push_back(clip(yes, join({quiet, said(yes, 1), quiet}), part));
    heard.clips.push_back(clip(no, join({quiet, said(no, 7), quiet}), part));
    heard.negatives.push_back({0, part, hour, join({quiet, said(no, 5), quiet})});
  }
  const curve along = sweep(heard, both[1]);
  choice one;
  REQUIRE(choose_one(heard, {along}, 0.0, one));
  CHECK(one.on_report.all_missed() == 1);
  choice each;
  REQUIRE(choose_each(heard, along, 0.0, each));
  CHECK(each.on_report.all_missed() == 0);
  CHECK(each.on_report.all_false_accepts() == 0);
  CHECK(each.at[static_cast<std::size_t>(yes)] <= 1.0F);
  CHECK(each.at[static_cast<std::size_t>(no)] > 5.0F);
}

TEST_CASE("operate: intervals are those of the tables") {
  CHECK(poisson_interval(0).low == 0.0);
  CHECK(poisson_interval(0).high == doctest::Approx(3.689).epsilon(0.001));
  CHECK(poisson_interval(5).low == doctest::Approx(1.623).epsilon(0.001));
  CHECK(poisson_interval(5).high == doctest::Approx(11.668).epsilon(0.001));
  CHECK(poisson_interval(100).low == doctest::Approx(81.36).epsilon(0.001));
  CHECK(poisson_interval(100).high == doctest::Approx(121.63).epsilon(0.001));
  CHECK(poisson_interval(5000).high == doctest::Approx(5140.6).epsilon(0.001));
  CHECK(rate_interval(5, 2.0).high == doctest::Approx(5.834).epsilon(0.001));
  // Wilson: 10 of 100 is 5.52 to 17.44 %.
  CHECK(share_interval(10, 100).low == doctest::Approx(0.0552).epsilon(0.002));
  CHECK(share_interval(10, 100).high == doctest::Approx(0.1744).epsilon(0.002));
  CHECK(share_interval(0, 100).low == 0.0);
}

TEST_CASE("operate: events of stored runs are the detector's own, at every hop, by either rule") {
  // A voice of Debian's alsa-utils that says "front left" and "rear right", and noise.
  samples all;
  const auto append = [&](const samples& more) { all.insert(all.end(), more.begin(), more.end()); };
  for (const char* name : {"Front_Left.wav", "Rear_Right.wav"}) {
    append(tyto::host::read_audio(std::string("/usr/share/sounds/alsa/") + name));
    append(make_noise(3.0, 0).front().samples);
  }
  const track heard = listen(all, 5);
  std::size_t events = 0;
  const auto compare = [&](auto& ears, const combination& c, float threshold) {
    std::vector<std::pair<int, std::int64_t>> expected;
    ears.push(all, [&](const tyto::kws::event& e) { expected.emplace_back(e.label, e.samples); });
    std::vector<std::pair<int, std::int64_t>> got;
    for (const event& e : events_of(heard, 5, c, same_threshold(threshold)))
      got.emplace_back(e.label, end_of(e.run, c.hop_frames));
    CHECK(got == expected);
    events += expected.size();
  };
  for (const int hop : {5, 10}) {
    tyto::kws::detector<model, tyto::kws::mean_posterior_options> by_mean;
    REQUIRE(by_mean.configure({.hop_frames = hop,
                               .average = 2,
                               .threshold = 0.2F,
                               .release = 0.1F,
                               .refractory_ms = 200}));
    compare(by_mean,
            {.kind = rule_kind::mean_posterior,
             .hop_frames = hop,
             .average_ms = hop * 40,
             .refractory_ms = 200},
            0.2F);
    tyto::kws::detector<model> by_ratio;
    const tyto::kws::log_ratio_settings settings{.hop_frames = hop,
                                                 .average_ms = 300,
                                                 .threshold = -2.0F,
                                                 .release = 0.5F,
                                                 .release_ms = 200,
                                                 .refractory_ms = 200};
    REQUIRE(by_ratio.configure(settings));
    compare(by_ratio,
            {.hop_frames = hop,
             .average_ms = 300,
             .release = 0.5F,
             .release_ms = 200,
             .refractory_ms = 200},
            -2.0F);
  }
  CHECK(events >= 8);
}

TEST_CASE("operate: a clip stands on what is behind it at the ratio that was asked for") {
  samples word(8000);
  for (std::size_t i = 2000; i < 6000; ++i)
    word[i] = static_cast<std::int16_t>(i % 8 < 4 ? 4000 : -4000);
  samples behind(40000);
  for (std::size_t i = 0; i < behind.size(); ++i)
    behind[i] = static_cast<std::int16_t>(i % 2 == 0 ? 50 : -50);
  CHECK(tyto::host::active_level(word) == doctest::Approx(4000.0).epsilon(0.03));
  const samples mixed = embed(word, 16000, behind, 20.0);
  CHECK(mixed.size() == 40000);
  CHECK(mixed[100] / 400.0 == doctest::Approx(1.0).epsilon(0.03));
  CHECK(mixed[39999] == -mixed[100]);
  const samples alone = embed(word, 16000, {}, 0.0);
  CHECK(alone[100] == 0);
  CHECK(std::equal(word.begin(), word.end(), alone.begin() + 16000));
  // What would clip is turned down as a whole.
  for (std::int16_t& s : word)
    s = s == 0 ? std::int16_t{0} : s > 0 ? std::int16_t{32000} : std::int16_t{-32000};
  const samples loud = embed(word, 16000, behind, 0.0);
  CHECK(*std::max_element(loud.begin(), loud.end()) == 32767);
  CHECK(tyto::host::active_level(embed({}, 0, {}, 0.0)) == 0.0);
}

TEST_CASE("operate: noise is the same each time, loud in the middle, and no two sorts are alike") {
  const std::vector<negative> noise = make_noise(120.0, 3);
  const std::vector<negative> again = make_noise(120.0, 3);
  REQUIRE(noise.size() == 10);
  for (std::size_t i = 0; i < noise.size(); i += 2) {
    CHECK(noise[i].samples == again[i].samples);
    CHECK(noise[i].kind == 3);
    CHECK(noise[i].part != noise[i + 1].part);
    const auto loudest = [&](std::size_t second) {
      const auto from = noise[i].samples.begin() + static_cast<std::ptrdiff_t>(second * 16000);
      return *std::max_element(from, from + 16000);
    };
    CHECK(loudest(29) > 3000);
    CHECK(loudest(29) > 50 * loudest(0));
    for (std::size_t j = 0; j < i; ++j)
      CHECK(noise[i].samples != noise[j].samples);
  }
}

TEST_CASE("operate: a recording's half follows from its name, and a long one has both") {
  CHECK(half_of("/a/b.wav") == half_of("c/b.ogg"));
  CHECK(half_of("a.wav") != half_of("b.wav"));
  const auto pieces = pieces_of("/usr/share/sounds/alsa/Noise.wav", 1, 0.5);
  REQUIRE(pieces.size() >= 2);
  REQUIRE(pieces.size() % 2 == 0);
  std::size_t total = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    CHECK(pieces[i].part == (i < pieces.size() / 2 ? half::choose : half::report));
    total += read_negative(pieces[i]).size();
  }
  CHECK(total == tyto::host::read_audio("/usr/share/sounds/alsa/Noise.wav").size());
  CHECK(pieces_of("/usr/share/sounds/alsa/Noise.wav", 1).size() == 1);
}
