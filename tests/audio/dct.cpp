// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/dct.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "reference_mfcc.hpp"

namespace {

template <int Inputs, int Outputs>
double error() {
  std::mt19937 random(Inputs);
  double worst = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::array<float, std::size_t{Inputs}> x{};
    for (float& value : x)
      value = static_cast<float>(random() % 4000) / 100.0F - 28.0F;
    std::array<float, std::size_t{Outputs}> c{};
    tyto::audio::dct<Inputs, Outputs>::apply(x, c);
    const auto right = tyto::test::direct_dct(std::vector<double>(x.begin(), x.end()), Outputs);
    for (std::size_t k = 0; k < c.size(); ++k) {
      worst = std::max(worst, std::fabs(double{c[k]} - right[k]));
    }
  }
  MESSAGE(Inputs << " to " << Outputs << ": " << worst);
  return worst;
}

// In the compiler: of (1, 1), c[0] = sqrt(2 / 2) * 2 and c[1] = 0.
constexpr std::array<float, 2> of_ones() {
  const std::array<float, 2> x{1, 1};
  std::array<float, 2> c{};
  tyto::audio::dct<2, 2>::apply(x, c);
  return c;
}
static_assert(of_ones()[0] == 2.0F && of_ones()[1] == 0.0F);

}  // namespace

TEST_CASE("dct equals its formula, even and odd lengths, some coefficients and all") {
  CHECK(error<40, 10>() < 6e-5);  // values to 28, c[0] to 177
  CHECK(error<40, 40>() < 6e-5);
  CHECK(error<13, 13>() < 3e-5);
  CHECK(error<27, 5>() < 6e-5);
  CHECK(error<3, 2>() < 1e-5);
  CHECK(error<2, 2>() < 1e-5);
  CHECK(error<1, 1>() < 1e-5);
}
