// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/mfcc.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <vector>

#include "front_ends.hpp"
#include "reference_mfcc.hpp"

using namespace tyto::test;
using tyto::audio::mfcc;
using samples_t = std::vector<std::int16_t>;

static_assert(sizeof(mfcc<tensorflow_front_end>) == 5380);
static_assert(sizeof(mfcc<tyto_front_end>) == 3012);
static_assert(mfcc<tensorflow_front_end>::table_bytes == 5407);
static_assert(mfcc<tyto_front_end>::table_bytes == 3172);

namespace {

// In the compiler: two frames of silence are ln(1e-6) in both filters, so c[0] = 2 ln(1e-6), c[1]
// = 0.
constexpr bool silence_in_the_compiler() {
  std::array<float, 4> out{};
  tyto::audio::clip_features<tiny_front_end>({}, 2, out.data());
  const auto close = [](float a, float b) { return a - b < 1e-5F && b - a < 1e-5F; };
  return close(out[0], -27.631021F) && close(out[1], 0) && out[2] == out[0] && out[3] == out[1];
}
static_assert(silence_in_the_compiler());

samples_t noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  samples_t samples(count);
  for (auto& sample : samples) {
    sample = static_cast<std::int16_t>(static_cast<int>(random() % 65536) - 32768);
  }
  return samples;
}

// All frames of a stream that gets the samples in pieces of `chunk`, with empty pushes between.
template <class FrontEnd>
std::vector<float> stream_features(const samples_t& samples, std::size_t chunk) {
  std::vector<float> all;
  const auto append = [&](std::span<const float> frame) {
    all.insert(all.end(), frame.begin(), frame.end());
  };
  mfcc<FrontEnd> stream;
  for (std::size_t at = 0; at < samples.size(); at += chunk) {
    stream.push(std::span(samples).subspan(at, std::min(chunk, samples.size() - at)), append);
    stream.push({}, append);
  }
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("features equal the formulas in double precision", FrontEnd,
                   tensorflow_front_end, tyto_front_end, odd_front_end, power_of_two_front_end,
                   tiny_front_end) {
  using extractor = mfcc<FrontEnd>;
  constexpr auto size = static_cast<std::size_t>(extractor::window);
  std::array<float, static_cast<std::size_t>(extractor::fft_size)> scratch{};
  std::array<float, static_cast<std::size_t>(extractor::coefficients)> got{};
  double worst = 0;
  for (unsigned seed = 0; seed < 5; ++seed) {
    samples_t samples = noise(size, seed);
    for (auto& sample : samples)
      sample = static_cast<std::int16_t>(sample >> (3 * seed));
    scratch.fill(1e30F);  // what was there must not matter
    extractor::frame(std::span<const std::int16_t, size>(samples), scratch, got);
    const auto right = direct_mfcc(FrontEnd::parameters, samples);
    for (std::size_t k = 0; k < got.size(); ++k) {
      worst = std::max(worst, std::fabs(double{got[k]} - right[k]));
    }
  }
  MESSAGE("worst: " << worst);
  CHECK(worst < 5e-5);
}

TEST_CASE_TEMPLATE("the same frames whatever the chunks", FrontEnd, tensorflow_front_end,
                   tyto_front_end, odd_front_end, power_of_two_front_end, tiny_front_end) {
  const samples_t samples = noise(5000, 7);
  const auto whole = stream_features<FrontEnd>(samples, samples.size());
  const auto frames = static_cast<std::size_t>(FrontEnd::parameters.frames(5000));
  REQUIRE(whole.size() == frames * static_cast<std::size_t>(FrontEnd::parameters.coefficients));
  for (const std::size_t chunk : {1U, 7U, 160U, 4096U}) {
    CAPTURE(chunk);
    CHECK(stream_features<FrontEnd>(samples, chunk) == whole);
  }
  std::vector<float> clip(whole.size());
  tyto::audio::clip_features<FrontEnd>(samples, static_cast<int>(frames), clip.data());
  CHECK(clip == whole);
}

TEST_CASE("each frame of a stream is that of its samples") {
  using extractor = mfcc<tyto_front_end>;
  const samples_t samples = noise(2000, 3);
  const auto all = stream_features<tyto_front_end>(samples, 100);
  REQUIRE(all.size() == 5 * 10);
  for (std::size_t i = 0; i < 5; ++i) {
    std::array<float, 512> scratch{};
    std::array<float, 10> one{};
    extractor::frame(std::span(samples).subspan(i * 320).first<480>(), scratch, one);
    for (std::size_t k = 0; k < 10; ++k)
      CHECK(one[k] == all[i * 10 + k]);
  }
}

TEST_CASE("reset forgets what was pushed, also from inside the sink") {
  const samples_t samples = noise(480, 5);
  const auto whole = stream_features<tyto_front_end>(samples, 480);
  mfcc<tyto_front_end> stream;
  std::vector<float> got;
  const auto append = [&](std::span<const float> frame) {
    got.insert(got.end(), frame.begin(), frame.end());
  };
  stream.push(noise(479, 6), append);
  CHECK(got.empty());
  stream.reset();
  stream.push(samples, [&](std::span<const float> frame) {
    append(frame);
    stream.reset();
  });
  CHECK(got == whole);
  stream.push(samples, append);  // would be early if the last 160 samples had been kept
  CHECK(got.size() == 20);
  CHECK(std::equal(whole.begin(), whole.end(), got.begin() + 10));
}

TEST_CASE("a short clip is followed by zeros, a long one is cut") {
  constexpr int frames = 49;
  const samples_t shorter = noise(7000, 8);
  samples_t padded = shorter;
  padded.resize(16000);
  std::vector<float> got(490);
  std::vector<float> right(490);
  tyto::audio::clip_features<tyto_front_end>(shorter, frames, got.data());
  tyto::audio::clip_features<tyto_front_end>(padded, frames, right.data());
  CHECK(got == right);

  samples_t longer = padded;
  longer.resize(20000, 12345);
  got.assign(491, -1.0F);
  mfcc<tyto_front_end> stream;  // one that has been in use
  stream.push(noise(400, 9), [](auto) {});
  tyto::audio::clip_features(stream, longer, frames, got.data());
  CHECK(got.back() == -1.0F);  // nothing after the last frame
  got.pop_back();
  CHECK(got == right);

  tyto::audio::clip_features<tyto_front_end>(longer, 0, nullptr);  // writes nothing
}

TEST_CASE_TEMPLATE("no input makes a feature that is not finite", FrontEnd, tensorflow_front_end,
                   tyto_front_end, odd_front_end, power_of_two_front_end, tiny_front_end) {
  const std::vector<std::function<int(int)>> signals = {
      [](int) { return 0; },
      [](int) { return -32768; },
      [](int) { return 32767; },
      [](int n) { return n % 2 == 0 ? 32767 : -32768; },
      [](int n) { return n / 16 % 2 == 0 ? 32767 : -32768; },
      [](int n) { return n / 100 % 2 == 0 ? 32767 : -32768; },
      [](int n) { return n == 300 ? -32768 : 0; },
      [](int n) { return n == 300 ? 1 : 0; },
      [](int n) { return n < 1500 ? 32767 : 0; },
  };
  // |c| <= sqrt(2 / F) * sum |ln|, and |ln| is at most 27.7 (of a floor of 1e-12).
  const float limit =
      28.0F * std::sqrt(2.0F * static_cast<float>(FrontEnd::parameters.mel_filters));
  int wrong = 0;
  for (const auto& signal : signals) {
    samples_t samples(5000);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      samples[n] = static_cast<std::int16_t>(signal(static_cast<int>(n)));
    }
    for (const float feature : stream_features<FrontEnd>(samples, 320)) {
      if (!(std::fabs(feature) <= limit)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("silence is the logarithm of the floor") {
  std::vector<float> got(10);
  tyto::audio::clip_features<tensorflow_front_end>({}, 1, got.data());
  CHECK(got[0] ==
        doctest::Approx(std::sqrt(2.0 / 40) * 40 * std::log(double{1e-12F})).epsilon(1e-6));
  for (std::size_t k = 1; k < 10; ++k)
    CHECK(std::fabs(got[k]) < 1e-4F);
}
