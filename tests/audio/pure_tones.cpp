// SPDX-License-Identifier: Apache-2.0
// What docs/front_end.md says of pure tones: float32 rounding of the FFT shows where the
// logarithm's floor lies below it, and only there.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "front_ends.hpp"
#include "reference_mfcc.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/audio/mfcc.hpp"

namespace {

using samples_t = std::vector<std::int16_t>;

samples_t sine(std::size_t size, double hz, double amplitude) {
  samples_t samples(size);
  for (std::size_t n = 0; n < size; ++n) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(n) / 16000;
    samples[n] = static_cast<std::int16_t>(std::lround(amplitude * std::sin(phase)));
  }
  return samples;
}

samples_t alternating(std::size_t size) {
  samples_t samples(size);
  for (std::size_t n = 0; n < size; ++n)
    samples[n] = n % 2 == 0 ? std::int16_t{32767} : std::int16_t{-32768};
  return samples;
}

template <class FrontEnd, class Arch>
double error_of(const samples_t& samples) {
  std::array<float, std::size_t{FrontEnd::parameters.coefficients}> got{};
  tyto::audio::mfcc<FrontEnd, Arch> stream;
  tyto::audio::clip_features(stream, samples, 1, got.data());
  const auto right = tyto::test::direct_mfcc(FrontEnd::parameters, samples);
  double worst = 0;
  for (std::size_t k = 0; k < got.size(); ++k) {
    const double error = std::fabs(double{got[k]} - right[k]);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

}  // namespace

TEST_CASE_TEMPLATE("pure tones: within 2e-3 where the floor is above the rounding", Arch,
                   tyto::arch::scalar, tyto::arch::native) {
  using tyto::test::tyto_front_end;
  double worst = 0;
  for (const double hz : {125.0, 440.0, 1000.0, 2500.0, 3999.0, 7000.0}) {
    for (const double amplitude : {1.0, 500.0, 20000.0, 32767.0})
      worst = std::max(worst, error_of<tyto_front_end, Arch>(sine(480, hz, amplitude)));
  }
  worst = std::max(worst, error_of<tyto_front_end, Arch>(alternating(480)));
  MESSAGE("worst: " << worst);
  CHECK(worst < 2e-3);
}

TEST_CASE_TEMPLATE("pure tones: with a floor of 1e-12, as far off as the document says", Arch,
                   tyto::arch::scalar, tyto::arch::native) {
  using tyto::test::tensorflow_front_end;
  const double tone = error_of<tensorflow_front_end, Arch>(sine(640, 1000.0, 20000.0));
  const double extreme = error_of<tensorflow_front_end, Arch>(alternating(640));
  MESSAGE("1 kHz: " << tone << ", alternating: " << extreme);
  CHECK(tone < 2e-2);
  CHECK(extreme < 3);
}
