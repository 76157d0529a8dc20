// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "micro_signal.hpp"
#include "micro_signal_features.hpp"
#include "micro_support.hpp"
#include "reference_mfcc.hpp"
#include "support/random.hpp"
#include "tyto/audio/micro_front_end.hpp"

using namespace tyto::test;
namespace micro = tyto::audio::micro;
using tyto::audio::micro_front_end;
using kernel = micro::kernel<micro_10_ms, tyto::arch::scalar>;

static_assert(sizeof(micro_front_end<micro_10_ms>) <= 2200);
static_assert(micro_front_end<micro_10_ms>::table_bytes <= 3100);

// The 236 bins of the public models' front end.
static_assert(micro::filter_bank<micro_10_ms>::first_bin == 5);
static_assert(micro::filter_bank<micro_10_ms>::last_bin == 240);

// In the compiler: silence is the least feature in every channel.
static_assert([] {
  kernel::scratch work{};
  kernel::channel_values amplitudes{};
  kernel::channel_values noise{};
  kernel::feature_values features{};
  const std::int16_t silence[480] = {};
  kernel::amplitudes(silence, work, amplitudes);
  kernel::features(amplitudes, noise, features);
  bool least = true;
  for (const std::int8_t f : features)
    least = least && f == -128;
  return least;
}());

static_assert(micro::scale_shift(0) == 0 && micro::scale_shift(1) == 14);
static_assert(micro::scale_shift(32767) == 0 && micro::scale_shift(32768) == 0);
static_assert(micro::scale_shift(16383) == 1 && micro::scale_shift(16384) == 0);

namespace {

std::vector<std::int16_t> recording() {
  std::vector<std::int16_t> samples(std::size_t{micro_signal::samples});
  micro_signal signal;
  for (auto& sample : samples)
    sample = signal.next();
  return samples;
}

}  // namespace

TEST_CASE("micro front end: the record of a verified run, whatever the chunks") {
  const auto samples = recording();
  micro_front_end<micro_10_ms> stream;
  for (const std::size_t chunk : {1U, 7U, 160U, 481U, 6000U}) {
    CAPTURE(chunk);
    stream.reset();
    const auto features = pushed(stream, samples, chunk);
    REQUIRE(features.size() == std::size(micro_signal_features));
    CHECK(std::equal(features.begin(), features.end(), micro_signal_features));
  }
}

TEST_CASE("micro front end: reset in the middle starts anew, also from inside the sink") {
  const auto samples = recording();
  micro_front_end<micro_10_ms> stream;
  pushed(stream, std::span(samples).subspan(1000, 2345), 50);
  stream.reset();
  const auto features = pushed(stream, samples, 160);
  CHECK(std::equal(features.begin(), features.end(), micro_signal_features));

  std::vector<std::int8_t> once;
  stream.reset();
  stream.push(std::span(samples).subspan(1200, 480), [&](auto frame) {
    once.assign(frame.begin(), frame.end());
    stream.reset();
  });
  CHECK(once == pushed(stream, std::span(samples).subspan(1200, 480), 480));
}

TEST_CASE("micro front end: a hop of 20 ms has its own noise estimate and every second frame") {
  const auto samples = recording();
  micro_front_end<micro_20_ms> stream;
  const auto features = pushed(stream, samples, 100);
  CHECK(features.size() == 15 * 40);
  CHECK(std::equal(features.begin(), features.begin() + 40, micro_signal_features));
}

TEST_CASE("micro front end: a clip's features, zeros after its end") {
  auto samples = recording();
  samples.resize(3000);
  micro_front_end<micro_10_ms> stream;
  std::vector<std::int8_t> got(30 * 40);
  tyto::audio::clip_features(stream, samples, 30, got.data());
  samples.resize(std::size_t{micro_signal::samples});
  CHECK(got == pushed(stream, samples, 480));
}

TEST_CASE("micro FFT: near the transform in double precision") {
  tyto::test::random r(4);
  double worst = 0;
  for (const int amplitude : {20000, 32767}) {
    kernel::scratch z{};
    std::vector<double> x(512);
    for (std::size_t n = 0; n < 480; ++n) {
      const auto sample = static_cast<std::int16_t>(r.between(-amplitude, amplitude));
      x[n] = sample;
      (n % 2 == 0 ? z[n / 2].re : z[n / 2].im) = sample;
    }
    micro::real_fft<512>::transform(z);
    const auto right = direct_dft(x);
    for (std::size_t k = 1; k < 256; ++k) {
      const std::complex<double> got(z[k].re, z[k].im);
      worst = std::max(worst, std::abs(got - right[k] / 512.0));
    }
    worst = std::max(worst, std::abs(z[0].re - right[0].real() / 512));
    worst = std::max(worst, std::abs(z[0].im - right[256].real() / 512));
  }
  MESSAGE("worst: " << worst << " of 32768");
  CHECK(worst < 4);
}

TEST_CASE("micro square root: the nearest integer, kept in half of the bits") {
  const auto check = [](std::uint64_t x) {
    CAPTURE(x);
    const std::uint64_t limit = x >> 32 == 0 ? 0xFFFF : 0xFFFFFFFF;
    std::uint64_t root = static_cast<std::uint64_t>(std::sqrt(static_cast<long double>(x)));
    while (root > 0xFFFFFFFF || root * root > x)
      --root;
    while (root < 0xFFFFFFFF && (root + 1) * (root + 1) <= x)
      ++root;
    const std::uint64_t nearest = std::min(x - root * root > root ? root + 1 : root, limit);
    CHECK(micro::square_root(x) == nearest);
  };
  for (std::uint64_t x = 0; x < 300; ++x) {
    check(x);
    check(std::numeric_limits<std::uint32_t>::max() - x);
    check((std::uint64_t{1} << 32) + x);
    check(std::numeric_limits<std::uint64_t>::max() - x);
  }
  tyto::test::random r(6);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t wide = std::uint64_t{r.next()} << 32 | r.next();
    check(wide >> r.between(0, 63));
  }
}

TEST_CASE("micro logarithm: within one of 64 ln x") {
  tyto::test::random r(7);
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::uint32_t x = r.next() >> r.between(0, 31);
    const double right = x > 1 ? 64 * std::log(static_cast<double>(x)) : 0;
    if (std::fabs(micro::scaled_log(x) - right) > 0.6) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(micro::scaled_log(0xFFFFFFFF) == 1420);
}

TEST_CASE("micro PCAN: the table is near its curve and never rises") {
  const auto& gains = kernel::gains;
  double worst = 0;
  int last = 32767;
  for (double x = 0; x < 4294967295.0; x = x * 1.01 + 1) {
    const int got = gains.gain(static_cast<std::uint32_t>(x));
    const double curve = 2097152.0 * std::pow(std::floor(x) / 128 + 80, -0.95);
    worst = std::max(worst, std::fabs(got - curve));
    CHECK(got <= last + 1);
    last = got;
  }
  MESSAGE("worst: " << worst);
  CHECK(worst < 70);
}
