// SPDX-License-Identifier: Apache-2.0
// From posteriors to misses and false accepts: the numbers are those that the detector itself
// gives.
#include "operate/curve.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "operate/listening.hpp"
#include "operate/recordings.hpp"
#include "tyto/host/audio_file.hpp"

namespace {

using namespace operate;

// `runs` runs in which `label` has nearly all the probability.
posterior_track sure_of(int label, std::size_t runs) {
  posteriors p;
  p.fill(-128);
  p[static_cast<std::size_t>(label)] = 127;
  return posterior_track(runs, p);
}

posterior_track join(std::initializer_list<posterior_track> tracks) {
  posterior_track all;
  for (const posterior_track& t : tracks)
    all.insert(all.end(), t.begin(), t.end());
  return all;
}

}  // namespace

TEST_CASE("operate: misses, other events and false accepts are counted") {
  const int silence = label_of("silence");
  const int yes = label_of("yes");
  const int no = label_of("no");
  const posterior_track quiet = sure_of(silence, 10);
  const auto hour = std::int64_t{3600} * stream::sample_rate;
  evidence heard;
  heard.base_hop_frames = 5;
  heard.clips = {{yes, join({quiet, sure_of(yes, 10), quiet})},
                 {yes, join({quiet, sure_of(no, 10), quiet})},
                 {no, join({quiet, sure_of(no, 10), quiet, sure_of(no, 10), quiet})},
                 {no, quiet}};
  heard.negatives = {{0, hour / 2, join({quiet, sure_of(yes, 10), quiet, sure_of(no, 10)})},
                     {1, hour, quiet},
                     {1, hour / 2, join({quiet, sure_of(no, 10), quiet})}};
  heard.groups = 2;
  CHECK(heard.hours() == doctest::Approx(2.0));
  CHECK(heard.hours(0) == doctest::Approx(0.5));

  const operating_point p = judge(heard, {});
  CHECK(p.missed == 2);
  CHECK(p.wrong == 2);  // no for yes, and no a second time
  CHECK(p.false_accepts == std::vector<int>{2, 1});

  // 255/256 is as sure as can be.
  const operating_point never = judge(heard, {.threshold = 1.0F});
  CHECK(never.missed == 4);
  CHECK(never.wrong == 0);
  CHECK(never.all_false_accepts() == 0);
}

TEST_CASE("operate: the best point that is within the wanted rate is chosen") {
  evidence heard;
  heard.groups = 1;
  heard.negatives = {{0, std::int64_t{7200} * stream::sample_rate, {}}};
  const auto point = [](float threshold, int missed, int false_accepts) {
    return operating_point{{.threshold = threshold}, missed, 0, {false_accepts}};
  };
  const std::vector<curve> curves{{5, 5, {point(0.5F, 1, 9), point(0.6F, 4, 4), point(0.7F, 4, 2)}},
                                  {5, 3, {point(0.5F, 2, 6), point(0.6F, 5, 1)}}};
  CHECK(choose(curves, heard, 10.0) == &curves[0].points[0]);
  CHECK(choose(curves, heard, 3.0) == &curves[1].points[0]);
  CHECK(choose(curves, heard, 2.0) == &curves[0].points[2]);  // of equals the surer one
  CHECK(choose(curves, heard, 0.5) == &curves[1].points[1]);
  CHECK(choose(curves, heard, 0.4) == nullptr);
}

TEST_CASE("operate: upper bounds of a rate are those of the Poisson distribution's tables") {
  CHECK(upper_bound(0, 1.0) == doctest::Approx(2.996).epsilon(0.001));
  CHECK(upper_bound(5, 1.0) == doctest::Approx(10.513).epsilon(0.001));
  CHECK(upper_bound(5, 2.0) == doctest::Approx(5.257).epsilon(0.001));
  CHECK(upper_bound(100, 1.0) == doctest::Approx(118.08).epsilon(0.001));
}

TEST_CASE("operate: events of stored posteriors are the detector's own, at every hop") {
  // A voice of Debian's alsa-utils that says "front left" and "rear right", and noise.
  std::vector<std::int16_t> samples;
  const auto append = [&](const std::vector<std::int16_t>& more) {
    samples.insert(samples.end(), more.begin(), more.end());
  };
  for (const char* name : {"Front_Left.wav", "Rear_Right.wav"}) {
    append(tyto::host::read_audio(std::string("/usr/share/sounds/alsa/") + name));
    append(make_noise(1.5, 0).front().samples);
  }
  const posterior_track track = listen(samples, 5);
  std::size_t events = 0;
  for (const int hop : {5, 10}) {
    const tyto::kws::detector_settings settings{
        .hop_frames = hop, .average = 2, .threshold = 0.15F, .release = 0.1F, .refractory_ms = 200};
    tyto::kws::detector<model, tyto::kws::mean_posterior_options> ears;
    REQUIRE(ears.configure(settings));
    std::vector<int> expected;
    ears.push(samples, [&](const tyto::kws::event& e) { expected.push_back(e.label); });
    CHECK(events_of(track, 5, settings) == expected);
    events += expected.size();
  }
  CHECK(events >= 4);
}

TEST_CASE("operate: noise is the same each time, loud in the middle, and no two kinds are alike") {
  const std::vector<negative> noise = make_noise(60.0, 3);
  const std::vector<negative> again = make_noise(60.0, 3);
  for (std::size_t i = 0; i < noise.size(); ++i) {
    CHECK(noise[i].samples == again[i].samples);
    CHECK(noise[i].group == 3);
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
