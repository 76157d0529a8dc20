// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/hann_window.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace {

template <int Window, int Padded>
double error() {
  std::array<std::int16_t, std::size_t{Window}> samples{};
  samples.fill(-32768);
  std::array<float, std::size_t{Padded}> out{};
  out.fill(9.0F);
  tyto::audio::hann_window<Window, Padded>::apply(samples, out);
  double worst = 0;
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double turns = static_cast<double>(n) / Window;
    const double w = n < Window ? 0.5 - 0.5 * std::cos(2 * std::numbers::pi * turns) : 0.0;
    worst = std::max(worst, std::fabs(double{out[n]} + w));
  }
  return worst;
}

}  // namespace

TEST_CASE("the Hann window is periodic, scaled to 1.0 and followed by zeros") {
  CHECK(error<640, 1024>() < 6e-8);
  CHECK(error<480, 512>() < 6e-8);
  CHECK(error<201, 256>() < 6e-8);
  CHECK(error<64, 64>() < 6e-8);
  CHECK(error<4, 4>() < 6e-8);
}
