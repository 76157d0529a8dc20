// SPDX-License-Identifier: Apache-2.0
// The rule of log-likelihood ratios: its integers against the formulas in double, and what it makes
// of a stream.
#include "tyto/kws/log_ratio.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "ds_cnn_s.hpp"
#include "kws/joined_speech.hpp"
#include "support/random.hpp"
#include "support/reference_dir.hpp"
#include "tyto/kws/log_ratio_filter.hpp"
#include "tyto/kws/posterior_stream.hpp"

namespace {

using model = ds_cnn_s::model;
constexpr int labels = model::label_count;
using by_label = std::array<double, std::size_t{labels}>;
using logits = std::array<std::int8_t, std::size_t{labels}>;
using ratios = std::array<std::int16_t, std::size_t{labels}>;
using filter = tyto::kws::log_ratio_filter<labels>;
using rule = tyto::kws::log_ratios<model>;

constexpr int silence = 0;
constexpr int unknown = 1;
constexpr int yes = 2;
constexpr int no = 3;

constexpr bool keyword(int label) {
  return label > unknown;
}

// The step of the bundled model's last softmax, from its multiplier.
double logit_step() {
  const auto m = ds_cnn_s::softmax_1::spec.input_multiplier;
  return std::ldexp(static_cast<double>(m.mantissa), m.exponent - 31 - 26);
}

by_label softmax(const logits& z) {
  by_label p{};
  double sum = 0.0;
  for (std::size_t k = 0; k < p.size(); ++k)
    sum += p[k] = std::exp(logit_step() * z[k]);
  for (double& value : p)
    value /= sum;
  return p;
}

by_label ratios_of(const by_label& p) {
  by_label r{};
  for (std::size_t k = 0; k < r.size(); ++k)
    r[k] = std::clamp(std::log(p[k]) - std::log(p[silence] + p[unknown]), -8.0, 8.0);
  return r;
}

// The rule in double, written down from its description: what the filter must agree with.
class in_double {
 public:
  in_double(std::size_t average, double threshold, std::size_t release_average, double release,
            int refractory)
      : threshold_(threshold), release_(release), refractory_(refractory) {
    by_label floor{};
    floor.fill(-8.0);
    ratios_.assign(average, floor);
    posteriors_.assign(release_average, by_label{});
  }

  int push(const by_label& posteriors, const by_label& values) {
    posteriors_.pop_front();
    posteriors_.push_back(posteriors);
    ratios_.pop_front();
    ratios_.push_back(values);
    ++runs_since_event_;
    int best = -1;
    for (int k = 0; k < labels; ++k) {
      if (mean(posteriors_, k) < release_ && mean(ratios_, k) < threshold_)
        disarmed_[static_cast<std::size_t>(k)] = false;
      if (keyword(k) && (best < 0 || mean(ratios_, k) > mean(ratios_, best))) best = k;
    }
    margin_ = 16.0;
    for (int k = 0; k < labels; ++k) {
      if (!keyword(k)) continue;
      margin_ = std::min(margin_, std::abs(mean(ratios_, k) - threshold_));
      margin_ = std::min(margin_, k == best ? 16.0 : mean(ratios_, best) - mean(ratios_, k));
    }
    auto&& disarmed = disarmed_[static_cast<std::size_t>(best)];
    if (disarmed || mean(ratios_, best) < threshold_ || runs_since_event_ < refractory_) return -1;
    disarmed = true;
    runs_since_event_ = 0;
    return best;
  }

  // How much the means of the last run can change and the decision still be what it was.
  [[nodiscard]] double margin() const { return margin_; }

 private:
  static double mean(const std::deque<by_label>& of, int k) {
    double sum = 0.0;
    for (const by_label& one : of)
      sum += one[static_cast<std::size_t>(k)];
    return sum / static_cast<double>(of.size());
  }

  std::deque<by_label> posteriors_;
  std::deque<by_label> ratios_;
  std::array<bool, std::size_t{labels}> disarmed_{};
  double threshold_;
  double release_;
  int refractory_;
  double margin_ = 16.0;
  int runs_since_event_ = 1 << 30;
};

// A softmax's int8 output.
logits stored(const by_label& p) {
  logits q{};
  for (std::size_t k = 0; k < q.size(); ++k)
    q[k] = static_cast<std::int8_t>(std::clamp(std::lround(p[k] * 256) - 128, -128L, 127L));
  return q;
}

}  // namespace

TEST_CASE("log ratio: the background is silence and unknown, by name") {
  using background = tyto::kws::background<model>;
  static_assert(background::count == 2);
  static_assert(background::labels[0] == silence && background::labels[1] == unknown);
  static_assert(rule::wants_logits, "the bundled model ends in a dense layer and a softmax");
}

TEST_CASE("log ratio: from logits, within 1/1024 of the formula, whatever they are") {
  tyto::test::random random(5);
  for (int round = 0; round < 20000; ++round) {
    logits z{};
    const int spread = random.between(1, 127);
    for (std::int8_t& value : z)
      value = static_cast<std::int8_t>(random.between(-spread, spread));
    if (round == 0) z.fill(127);
    if (round == 1) z = {-128, -128, 127, 127, -128};
    if (round == 2) z = {127, -128, 127, -128, 0};
    ratios got{};
    rule::apply(nullptr, z.data(), got.data());
    const by_label want = ratios_of(softmax(z));
    for (std::size_t k = 0; k < got.size(); ++k) {
      const double value = got[k] / double{tyto::kws::ratio_one};
      CHECK(std::abs(value - want[k]) < 1.2 / tyto::kws::ratio_one);
      CHECK(std::abs(value) <= 8.0);
    }
  }
}

TEST_CASE("log ratio: from posteriors, within their own rounding") {
  using from_posteriors = tyto::kws::ratios_of_posteriors<model>;
  tyto::test::random random(6);
  for (int round = 0; round < 2000; ++round) {
    logits q{};
    for (std::int8_t& value : q)
      value = static_cast<std::int8_t>(random.between(-128, round % 2 == 0 ? 127 : -100));
    ratios got{};
    from_posteriors::apply(q.data(), nullptr, got.data());
    const auto units = [](int value) { return value == 0 ? 0.5 : static_cast<double>(value); };
    const int background = std::min(q[silence] + q[unknown] + 256, 511);
    for (std::size_t k = 0; k < got.size(); ++k) {
      const double want = std::log(units(q[k] + 128)) - std::log(units(background));
      CHECK(std::abs(got[k] / double{tyto::kws::ratio_one} - std::clamp(want, -8.0, 8.0)) <
            1.1 / tyto::kws::ratio_one);
    }
  }
}

TEST_CASE("log ratio: the rule of settings rounds times and thresholds up") {
  constexpr tyto::kws::period frame{320, 16000};
  constexpr filter::rule r = filter::rule_of({.threshold = 2.5F}, frame);
  static_assert(r.average == 6 && r.release_average == 3 && r.refractory == 5);
  static_assert(r.threshold[yes] == 15360);  // 2.5 * 1024 * 6
  static_assert(r.release == 269);           // 0.35 * 256 * 3 = 268.8
  constexpr filter::rule odd = filter::rule_of({.hop_frames = 7,
                                                .average_ms = 601,
                                                .threshold = 2.0001F,
                                                .release_ms = 281,
                                                .refractory_ms = 561},
                                               frame);
  static_assert(odd.average == 5 && odd.release_average == 3 && odd.refractory == 5);
  static_assert(odd.threshold[yes] == 10241);
  constexpr float thresholds[std::size_t{labels}] = {0, 0, 1.0F, -1.0F};
  constexpr filter::rule own = filter::rule_of({.strictness = 0.5F}, frame, thresholds);
  static_assert(own.threshold[yes] == 9216 && own.threshold[no] == -3072);
}

TEST_CASE("log ratio: a keyword fires once, at its own threshold, and again after its release") {
  filter::rule r =
      filter::rule_of({.average_ms = 200, .threshold = 3.0F, .refractory_ms = 100}, {320, 16000});
  r.threshold[no] = 5 * 2 * tyto::kws::ratio_one;
  filter f(r);
  logits p{};
  p.fill(-128);
  // One run in which `label` has the ratio and the posterior, and all others nothing.
  const auto push = [&](int label, double ratio, double posterior) {
    ratios values{};
    values.fill(-8 * tyto::kws::ratio_one);
    p.fill(-128);
    values[static_cast<std::size_t>(label)] =
        static_cast<std::int16_t>(ratio * tyto::kws::ratio_one);
    p[static_cast<std::size_t>(label)] = static_cast<std::int8_t>(posterior * 256 - 128);
    return f.push(p.data(), values.data(), keyword);
  };
  CHECK(push(yes, 7.0, 0.9) == -1);
  CHECK(push(yes, 7.0, 0.9) == yes);
  CHECK(f.score(yes) == doctest::Approx(1.0 / (1.0 + std::exp(-7.0))).epsilon(0.004));
  CHECK(f.ratio(yes) == 7.0F);
  CHECK(f.best() == yes);
  CHECK(push(yes, 7.0, 0.9) == -1);
  // Ratios that stay high do not fire again, nor does a posterior that falls alone; both re-arm.
  for (int i = 0; i < 4; ++i)
    CHECK(push(yes, 7.0, 0.3) == -1);
  for (int i = 0; i < 4; ++i)
    CHECK(push(yes, -2.0, 0.9) == -1);
  for (int i = 0; i < 2; ++i)
    CHECK(push(yes, 7.0, 0.9) == -1);
  for (int i = 0; i < 3; ++i)
    CHECK(push(yes, -2.0, 0.3) == -1);
  CHECK(push(yes, 7.0, 0.9) == -1);
  CHECK(push(yes, 7.0, 0.9) == yes);
  // What is no keyword never fires.
  CHECK(push(unknown, 8.0, 0.9) == -1);
  CHECK(push(unknown, 8.0, 0.9) == -1);
  // 4 is over one keyword's threshold and under the other's.
  for (int i = 0; i < 4; ++i)
    CHECK(push(no, 4.0, 0.9) == -1);
  CHECK(push(no, 7.0, 0.9) == no);
  f.reset();
  CHECK(f.ratio(yes) == -8.0F);
  CHECK(push(yes, 7.0, 0.9) == -1);
  f.interrupt(3);
  CHECK(push(yes, 7.0, 0.9) == -1);
  CHECK(push(yes, 7.0, 0.9) == yes);
}

TEST_CASE("log ratio: no two events are nearer than the refractory time") {
  for (const int hop : {1, 5, 15, 25, 49}) {
    for (const int ms : {0, 30, 500, 750, 900}) {
      filter f(filter::rule_of(
          {.hop_frames = hop, .average_ms = 1, .release_ms = 1, .refractory_ms = ms},
          {320, 16000}));
      int last = -1;
      int least = 1 << 30;
      for (int i = 0; i < 500; ++i) {
        ratios values{};
        logits p{};
        p.fill(-128);
        values[static_cast<std::size_t>(i % 2 == 0 ? yes : no)] = 8 * tyto::kws::ratio_one;
        p[static_cast<std::size_t>(i % 2 == 0 ? yes : no)] = 127;
        if (f.push(p.data(), values.data(), keyword) < 0) continue;
        if (last >= 0) least = std::min(least, (i - last) * hop * 20);
        last = i;
      }
      CHECK(least >= ms);
      CHECK(least < ms + 2 * hop * 20);  // a run of the other keyword may lie between
    }
  }
}

TEST_CASE("log ratio: a lost second costs the refractory time no run") {
  filter f(
      filter::rule_of({.average_ms = 1, .threshold = 1.0F, .refractory_ms = 400}, {320, 16000}));
  ratios loud{};
  loud[yes] = 8 * tyto::kws::ratio_one;
  logits p{};
  p.fill(-128);
  CHECK(f.push(p.data(), loud.data(), keyword) == yes);
  f.interrupt(2);
  CHECK(f.push(p.data(), loud.data(), keyword) == -1);
  CHECK(f.push(p.data(), loud.data(), keyword) == yes);
  f.interrupt(1000000000000);
  CHECK(f.push(p.data(), loud.data(), keyword) == yes);
}

// A mean of integers is within 1.2/1024 of that of doubles; only a decision that hangs on less may
// be another.
TEST_CASE("log ratio: integers decide as doubles do, on random streams") {
  tyto::test::random random(11);
  int events = 0;
  int apart = 0;
  for (int stream = 0; stream < 40; ++stream) {
    const int hop = random.between(1, 10);
    const tyto::kws::log_ratio_settings s{
        .hop_frames = hop,
        .average_ms = random.between(20, 30 * hop * 20),
        .threshold = 0.01F * static_cast<float>(random.between(-300, 600)),
        .release = 0.05F * static_cast<float>(random.between(1, 19)),
        .release_ms = random.between(20, 20 * hop * 20),
        .refractory_ms = random.between(0, 1000)};
    const filter::rule r = filter::rule_of(s, {320, 16000});
    filter integers(r);
    in_double doubles(static_cast<std::size_t>(r.average), double{s.threshold},
                      static_cast<std::size_t>(r.release_average), double{s.release}, r.refractory);
    logits z{};
    int loud = silence;
    for (int run = 0; run < 2000; ++run) {
      if (random.one_in(8)) loud = random.between(0, labels - 1);
      for (std::size_t k = 0; k < z.size(); ++k) {
        const int aim = static_cast<int>(k) == loud ? random.between(-10, 90) : -60;
        z[k] = static_cast<std::int8_t>(
            std::clamp((3 * z[k] + aim) / 4 + random.between(-9, 9), -128, 127));
      }
      ratios exact{};
      rule::apply(nullptr, z.data(), exact.data());
      const logits p = stored(softmax(z));
      by_label posteriors{};
      for (std::size_t k = 0; k < p.size(); ++k)
        posteriors[k] = (p[k] + 128) / 256.0;
      const int got = integers.push(p.data(), exact.data(), keyword);
      const int want = doubles.push(posteriors, ratios_of(softmax(z)));
      events += got >= 0 ? 1 : 0;
      if (got == want) continue;
      REQUIRE(doubles.margin() < 1.2 / tyto::kws::ratio_one);
      ++apart;
      break;  // from here on they remember different events
    }
  }
  MESSAGE(events << " events, " << apart << " of 40 streams come to a decision too close to call");
  CHECK(events > 500);
  CHECK(apart <= 8);
}

TEST_CASE("log ratio: integers decide as doubles do, on speech" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("integers and doubles on speech");
    return;
  }
  using stream = tyto::kws::posterior_stream<model>;
  const tyto::test::joined_speech speech = tyto::test::join_speech(*reference, 2, 100);
  struct seen {
    logits posteriors;
    ratios from_logits;
  };
  std::vector<seen> runs;
  tyto::audio::mfcc<model::front_end> front_end;
  static stream network(5);
  front_end.push(speech.samples, [&](stream::features features) {
    network.push(stream::quantized(features), [&](const stream::run& run) {
      seen& s = runs.emplace_back();
      std::copy(run.posteriors.begin(), run.posteriors.end(), s.posteriors.begin());
      std::copy(run.ratios.begin(), run.ratios.end(), s.from_logits.begin());
    });
  });
  CHECK(runs.size() > 300);

  // What a posterior says of its ratio bounds it: the stream's ratios are those of its logits.
  for (const seen& s : runs) {
    for (std::size_t k = 2; k < s.posteriors.size(); ++k) {
      const int p = s.posteriors[k] + 128;
      const int background = s.posteriors[silence] + s.posteriors[unknown] + 256;
      if (p < 8 || background < 8) continue;
      const double rough = std::log(p) - std::log(background);
      CHECK(std::abs(s.from_logits[k] / 1024.0 - rough) < 0.2);
    }
  }

  for (const float threshold : {0.0F, 1.5F, 3.0F, 4.5F}) {
    filter integers(filter::rule_of({.threshold = threshold}, stream::frame_period));
    in_double doubles(6, double{threshold}, 3, 0.35F, 5);
    int events = 0;
    for (const seen& s : runs) {
      by_label posteriors{};
      by_label as_double{};
      for (std::size_t k = 0; k < posteriors.size(); ++k) {
        posteriors[k] = (s.posteriors[k] + 128) / 256.0;
        as_double[k] = s.from_logits[k] / 1024.0;
      }
      const int got = integers.push(s.posteriors.data(), s.from_logits.data(), keyword);
      REQUIRE(got == doubles.push(posteriors, as_double));
      events += got >= 0 ? 1 : 0;
    }
    CHECK(events > 8);
  }
}
