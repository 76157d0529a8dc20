// SPDX-License-Identifier: Apache-2.0
// Wake words: the rule, several of them on one front end, and a gate. The networks here only look
// at a row, so that what should fire when is plain.
#include "tyto/kws/wake_word.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "support/random.hpp"

namespace {

using tyto::kws::sliding_mean;
using tyto::kws::wake_word_settings;

struct front_end {
  static constexpr tyto::audio::micro_parameters parameters{};
};

// A network whose probability is that of the loudest channel being in [First, Last]: certain, or
// nothing; a step is `Rows` rows.
template <int First, int Last, int Rows, class Output>
struct channel_watcher {
  using arch = tyto::arch::scalar;
  using input_element = std::int8_t;
  using output_element = Output;
  struct arena {
    std::int8_t bytes[16];
  };
  static constexpr int row_elements = 40;
  static constexpr int rows_per_step = Rows;
  static constexpr int output_elements = 1;

  void reset() { filled_ = 0; }
  bool push(const std::int8_t* row, Output* output, arena& memory) {
    memory.bytes[15] = 1;
    if (++filled_ < Rows) return false;
    filled_ = 0;
    int loudest = 0;
    for (int i = 1; i < row_elements; ++i)
      loudest = row[i] > row[loudest] ? i : loudest;
    const bool heard = row[loudest] > -100 && First <= loudest && loudest <= Last;
    output[0] = static_cast<Output>((heard ? 255 : 0) + (std::is_signed_v<Output> ? -128 : 0));
    return true;
  }

 private:
  int filled_ = 0;
};

template <class Front>
struct watches_front {
  using front_end = Front;
  static constexpr tyto::quantization input_quantization{0.1F, -128};
};

struct low : watches_front<front_end> {
  [[maybe_unused]] static constexpr const char* name = "low";
  using stream = channel_watcher<0, 15, 3, std::uint8_t>;
  static constexpr tyto::quantization output_quantization{1.0F / 256, 0};
  struct stated {
    float cutoff;
    int window;
  };
  static constexpr stated wake_word{0.9F, 4};
};
struct high : watches_front<front_end> {
  [[maybe_unused]] static constexpr const char* name = "high";
  using stream = channel_watcher<24, 39, 1, std::int8_t>;
  static constexpr tyto::quantization output_quantization{1.0F / 256, -128};
};
struct any : watches_front<front_end> {
  [[maybe_unused]] static constexpr const char* name = "any";
  using stream = channel_watcher<0, 39, 2, std::uint8_t>;
  static constexpr tyto::quantization output_quantization{1.0F / 255, 0};
};

// Seconds of a square wave of that period in samples, or of silence.
std::vector<std::int16_t> tone(double seconds, std::size_t period) {
  std::vector<std::int16_t> all(static_cast<std::size_t>(seconds * 16000));
  for (std::size_t i = 0; period > 0 && i < all.size(); ++i)
    all[i] = i / (period / 2) % 2 == 0 ? 6000 : -6000;
  return all;
}
constexpr std::size_t deep = 80;   // 200 Hz
constexpr std::size_t shrill = 4;  // 4 kHz

template <class Ears>
std::vector<std::string> heard_by(Ears& ears, const std::vector<std::int16_t>& samples,
                                  std::size_t chunk) {
  std::vector<std::string> events;
  for (std::size_t at = 0; at < samples.size(); at += chunk) {
    const auto part = std::span(samples).subspan(at, std::min(chunk, samples.size() - at));
    ears.push(part, [&](const tyto::kws::event& e) {
      CHECK(e.time_ms == e.samples * 1000 / 16000);
      CHECK(Ears::names[e.label] == e.name);
      CHECK(e.score > 0.5F);
      events.push_back(std::string(e.name) + " " + std::to_string(e.time_ms));
    });
  }
  return events;
}

std::vector<std::int16_t> joined(std::initializer_list<std::vector<std::int16_t>> parts) {
  std::vector<std::int16_t> all;
  for (const auto& part : parts)
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

TEST_CASE("wake word: the mean of a window must pass the cut-off, exactly") {
  // 0.5 of two runs: their sum must be over 255.
  sliding_mean two({.cutoff = 0.5F, .window = 2});
  CHECK_FALSE(two.push(255));
  CHECK_FALSE(two.push(0));
  CHECK_FALSE(two.push(255));
  CHECK(two.push(1));
  CHECK(two.mean() == doctest::Approx(256.0 / 510));
  two.reset();
  CHECK_FALSE(two.push(255));

  tyto::test::random random(3);
  for (int round = 0; round < 200; ++round) {
    const int window = random.between(1, tyto::kws::max_wake_word_window);
    const float cutoff = static_cast<float>(random.between(0, 99)) / 100.0F;
    sliding_mean mean({.cutoff = cutoff, .window = window});
    std::vector<int> last(static_cast<std::size_t>(window), 0);
    for (int i = 0; i < 300; ++i) {
      const int p = random.between(0, 255);
      last.erase(last.begin());
      last.push_back(p);
      double sum = 0.0;
      for (const int one : last)
        sum += one;
      const float limit = cutoff * static_cast<float>(255 * window);
      CHECK(mean.push(static_cast<std::uint8_t>(p)) == (static_cast<float>(sum) > limit));
    }
  }
}

TEST_CASE("wake word: settings are checked, and what a model states is where it starts") {
  using ears_type = tyto::kws::wake_words<low, high>;
  static_assert(ears_type::valid({}));
  static_assert(!ears_type::valid({.cutoff = 1.0F}));
  static_assert(!ears_type::valid({.cutoff = -0.1F}));
  static_assert(!ears_type::valid({.window = 0}));
  static_assert(!ears_type::valid({.window = tyto::kws::max_wake_word_window + 1}));
  static_assert(!ears_type::valid({.ignore_ms = -1}));
  static ears_type ears;
  CHECK(ears.configure(1, {.cutoff = 0.5F}));
  CHECK_FALSE(ears.configure(2, {}));
  CHECK_FALSE(ears.configure(0, {.window = 0}));
  CHECK_FALSE(ears.configure_gate({}));
  CHECK(ears.gate_is_open());
}

TEST_CASE("wake word: two of them on one front end, each with its own rule, however it is cut") {
  using ears_type = tyto::kws::wake_words<low, high>;
  const auto samples = joined({tone(1.5, 0), tone(0.5, deep), tone(1.0, 0), tone(0.5, shrill),
                               tone(0.2, 0), tone(0.3, shrill), tone(0.5, 0)});
  static ears_type ears;
  const std::vector<std::string> events = heard_by(ears, samples, 160);
  REQUIRE(events.size() == 2);
  CHECK(events[0].starts_with("low 1"));
  CHECK(events[1].starts_with("high 3"));  // the second is within the second that is ignored
  for (const std::size_t chunk : {std::size_t{7}, std::size_t{1600}, samples.size()}) {
    ears.reset();
    CHECK(heard_by(ears, samples, chunk) == events);
  }
  // Without that second, each tone is heard, and again as long as it goes on.
  ears.reset();
  CHECK(ears.configure(1, {.cutoff = 0.9F, .window = 20, .ignore_ms = 0}));
  CHECK(heard_by(ears, samples, 160).size() > 2);
  // A longer window than the tone lasts is never full of it.
  ears.reset();
  CHECK(ears.configure(1, {.cutoff = 0.9F, .window = 64}));
  CHECK(heard_by(ears, samples, 160).size() == 1);
}

TEST_CASE("wake word: nothing fires in the first second") {
  static tyto::kws::wake_words<high> ears;
  ears.reset();
  CHECK(heard_by(ears, joined({tone(0.5, 0), tone(0.3, shrill), tone(0.4, 0)}), 160).empty());
  CHECK(heard_by(ears, tone(0.2, shrill), 160).size() == 1);
  CHECK(ears.probability(0) == 255);
}

TEST_CASE("wake word: what the gate does not let through is not heard") {
  using free = tyto::kws::wake_words<high>;
  using gated_by_low = tyto::kws::gated_wake_words<low, high>;
  using gated_by_any = tyto::kws::gated_wake_words<any, high>;
  const auto samples = joined({tone(1.5, 0), tone(0.5, shrill), tone(0.5, 0)});
  static free open;
  static gated_by_low closed;
  static gated_by_any ajar;
  CHECK(heard_by(open, samples, 160).size() == 1);
  CHECK(heard_by(closed, samples, 160).empty());
  CHECK_FALSE(closed.gate_is_open());
  CHECK(heard_by(ajar, samples, 160).size() == 1);
  CHECK(ajar.configure_gate({.cutoff = 0.9F, .window = 64}));
  ajar.reset();
  CHECK(heard_by(ajar, samples, 160).empty());
}
