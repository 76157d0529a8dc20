// SPDX-License-Identifier: Apache-2.0
// The rule that turns posteriors into events.
#include "tyto/kws/posterior_filter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tyto/kws/event.hpp"

namespace {

constexpr int silence = 0;
constexpr int left = 1;
constexpr int right = 2;

using filter = tyto::kws::posterior_filter<3>;

// Mean of 2 runs, fires at 3/4, re-arms under 1/4, at most one event in 4 runs.
constexpr filter::rule rule{.average = 2, .threshold = 384, .release = 128, .refractory = 4};

// One run in which `label` has all the probability there is (255/256).
int push(filter& f, int label) {
  std::int8_t posteriors[3] = {-128, -128, -128};
  posteriors[label] = 127;
  return f.push(posteriors, [](int l) { return l != silence; });
}

// Labels that fire, run by run; -1 where none does.
std::vector<int> run(filter& f, const std::vector<int>& labels) {
  std::vector<int> fired;
  for (const int label : labels)
    fired.push_back(push(f, label));
  return fired;
}

}  // namespace

TEST_CASE("posterior filter: a long utterance is one event") {
  filter f(rule);
  CHECK(run(f, {silence, left, left, left, left, left, left, left}) ==
        std::vector<int>{-1, -1, left, -1, -1, -1, -1, -1});
}

TEST_CASE("posterior filter: one run of a keyword is averaged away") {
  filter f(rule);
  CHECK(run(f, {silence, left, silence, silence}) == std::vector<int>{-1, -1, -1, -1});
}

TEST_CASE("posterior filter: the same word again fires after its score fell") {
  filter f(rule);
  CHECK(run(f, {silence, left, left, silence, silence, silence, left, left}) ==
        std::vector<int>{-1, -1, left, -1, -1, -1, -1, left});
}

TEST_CASE("posterior filter: a score that does not fall under release does not re-arm") {
  filter f(rule);
  // left, silence in turn: the mean stays at one half, between release and threshold
  CHECK(run(f, {left, left, silence, left, silence, left, left, left}) ==
        std::vector<int>{-1, left, -1, -1, -1, -1, -1, -1});
}

TEST_CASE("posterior filter: another word waits for the refractory time, then fires") {
  filter f(rule);
  CHECK(run(f, {left, left, right, right, right, right}) ==
        std::vector<int>{-1, left, -1, -1, -1, right});
}

TEST_CASE("posterior filter: labels that are no keywords never fire") {
  filter f(rule);
  CHECK(run(f, {silence, silence, silence}) == std::vector<int>{-1, -1, -1});
  CHECK(f.best() == silence);
  CHECK(f.score(silence) == doctest::Approx(255.0 / 256.0));
}

TEST_CASE("posterior filter: reset forgets everything") {
  filter f(rule);
  run(f, {left, left});
  f.reset();
  CHECK(f.score(left) == 0.0F);
  CHECK(run(f, {left, left}) == std::vector<int>{-1, left});
}

TEST_CASE("posterior filter: the sums hold at the largest average") {
  filter f({.average = filter::max_average,
            .threshold = 255 * filter::max_average,
            .release = 0,
            .refractory = 0});
  for (int i = 0; i < filter::max_average - 1; ++i)
    CHECK(push(f, left) == -1);
  CHECK(push(f, left) == left);
  CHECK(f.score(left) == doctest::Approx(255.0 / 256.0));
}

TEST_CASE("keywords are all labels but silence and unknown") {
  using tyto::kws::is_keyword;
  static_assert(is_keyword("yes") && is_keyword("unknow") && is_keyword("silence2"));
  static_assert(!is_keyword("silence") && !is_keyword("unknown"));
  static_assert(!is_keyword("_silence_") && !is_keyword("_unknown_"));
  CHECK(is_keyword("s"));
}

TEST_CASE("posterior filter: an interruption forgets the scores, and time goes on") {
  filter f(rule);
  CHECK(run(f, {silence, left, left}) == std::vector<int>{-1, -1, left});
  f.interrupt(1);
  CHECK(f.score(left) == 0.0F);
  // 1 run of the refractory 4 is over: two more pass before the keyword may fire again.
  CHECK(run(f, {left, left, left}) == std::vector<int>{-1, -1, left});
  f.interrupt(1000000000000);
  CHECK(run(f, {left, left}) == std::vector<int>{-1, left});
}

TEST_CASE("posterior filter: no two events are nearer than the refractory time, at any hop") {
  struct periods {
    int hop_frames;
    int refractory_ms;
    float frame_ms;
    int least_ms;
  };
  for (const periods& p : std::vector<periods>{{15, 500, 20.0F, 600},
                                               {5, 750, 20.0F, 800},
                                               {25, 900, 20.0F, 1000},
                                               {5, 500, 20.0F, 500},
                                               {49, 900, 20.0F, 980},
                                               {1, 30, 12.5F, 37},
                                               {1, 0, 20.0F, 20}}) {
    const tyto::kws::detector_settings s{
        .hop_frames = p.hop_frames, .average = 1, .refractory_ms = p.refractory_ms};
    filter f(filter::rule_of(s, p.frame_ms));
    int last = -1;
    int least = 1 << 30;
    for (int i = 0; i < 200; ++i) {
      if (push(f, i % 2 == 0 ? left : right) < 0) continue;
      if (last >= 0) least = std::min(least, i - last);
      last = i;
    }
    CAPTURE(p.hop_frames);
    CHECK(static_cast<int>(static_cast<float>(least * p.hop_frames) * p.frame_ms) == p.least_ms);
  }
}

TEST_CASE("posterior filter: a threshold is never lower than asked") {
  // 255 of 256 is as sure as can be: 0.999 is over it, and 1 is never reached.
  for (const float threshold : {0.997F, 0.999F, 1.0F}) {
    filter f(filter::rule_of({.average = 1, .threshold = threshold}, 20.0F));
    CHECK(run(f, {left, left, left}) == std::vector<int>{-1, -1, -1});
  }
  filter f(filter::rule_of({.average = 1, .threshold = 0.996F}, 20.0F));
  CHECK(push(f, left) == left);

  // Over all of them: the least sum that fires is the least at or over the threshold, the greatest
  // that re-arms the greatest under the release.
  for (int percent = 1; percent <= 100; ++percent) {
    const float asked = static_cast<float>(percent) / 100.0F;
    for (int average = 1; average <= filter::max_average; ++average) {
      const auto full = static_cast<float>(filter::one * average);
      const filter::rule r =
          filter::rule_of({.average = average, .threshold = asked, .release = asked / 2}, 20.0F);
      CHECK(static_cast<float>(r.threshold) >= asked * full);
      CHECK(static_cast<float>(r.threshold - 1) < asked * full);
      CHECK(static_cast<float>(r.release - 1) < asked / 2 * full);
      CHECK(static_cast<float>(r.release) >= asked / 2 * full);
    }
  }
}

TEST_CASE("posterior filter: the rule of settings counts in runs and stored posteriors") {
  constexpr filter::rule r = filter::rule_of(
      {.hop_frames = 5, .average = 4, .threshold = 0.75F, .release = 0.25F, .refractory_ms = 500},
      20.0F);
  static_assert(r.average == 4 && r.threshold == 768 && r.release == 256 && r.refractory == 5);
  // A score of nothing at all re-arms, or the keyword would never be heard again.
  static_assert(filter::rule_of({.release = 0.0F}, 20.0F).release == 1);
}
