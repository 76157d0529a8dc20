// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/fft.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <random>
#include <type_traits>
#include <vector>

#include "reference_mfcc.hpp"

using tyto::audio::real_fft;

namespace {

// In the compiler: 8 points of an impulse at sample 1, whose spectrum is exp(-i pi k / 4).
constexpr std::array<float, 8> shifted_impulse_spectrum() {
  std::array<float, 8> x{0, 1, 0, 0, 0, 0, 0, 0};
  real_fft<8>::transform(x);
  return x;
}
constexpr bool close(float a, float b) {
  return a - b < 1e-7F && b - a < 1e-7F;
}
constexpr float r = 0.70710678F;
static_assert(shifted_impulse_spectrum()[0] == 1);   // X[0]
static_assert(shifted_impulse_spectrum()[1] == -1);  // X[4]
static_assert(close(shifted_impulse_spectrum()[2], r) && close(shifted_impulse_spectrum()[3], -r));
static_assert(close(shifted_impulse_spectrum()[4], 0) && close(shifted_impulse_spectrum()[5], -1));
static_assert(close(shifted_impulse_spectrum()[6], -r) && close(shifted_impulse_spectrum()[7], -r));

template <int Size>
std::vector<std::complex<double>> unpacked(const std::array<float, std::size_t{Size}>& x) {
  std::vector<std::complex<double>> bins(Size / 2 + 1);
  bins.front() = double{x[0]};
  bins.back() = double{x[1]};
  for (std::size_t k = 1; k < Size / 2; ++k)
    bins[k] = {double{x[2 * k]}, double{x[2 * k + 1]}};
  return bins;
}

// Largest error of a bin in units of float's epsilon times the input's norm.
template <int Size>
double error(const std::vector<float>& input) {
  std::array<float, std::size_t{Size}> x{};
  double energy = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    x[n] = input[n];
    energy += double{x[n]} * double{x[n]};
  }
  real_fft<Size>::transform(x);
  const auto got = unpacked<Size>(x);
  const auto right = tyto::test::direct_dft(input);
  double worst = 0;
  for (std::size_t k = 0; k < right.size(); ++k)
    worst = std::max(worst, std::abs(got[k] - right[k]));
  return worst / (std::sqrt(energy) * 0x1p-23);
}

}  // namespace

TEST_CASE_TEMPLATE("real_fft equals the discrete Fourier transform", Size,
                   std::integral_constant<int, 4>, std::integral_constant<int, 8>,
                   std::integral_constant<int, 16>, std::integral_constant<int, 32>,
                   std::integral_constant<int, 64>, std::integral_constant<int, 128>,
                   std::integral_constant<int, 256>, std::integral_constant<int, 512>,
                   std::integral_constant<int, 1024>, std::integral_constant<int, 2048>) {
  constexpr int size = Size::value;
  std::mt19937 random(size);
  double worst = 0;
  std::vector<float> x(size);
  for (float& sample : x)
    sample = static_cast<float>(static_cast<int>(random() % 65536) - 32768);
  worst = std::max(worst, error<size>(x));
  for (std::size_t n = 0; n < x.size(); ++n)
    x[n] = n % 2 == 0 ? 32767.0F : -32768.0F;
  worst = std::max(worst, error<size>(x));
  // An impulse at each place of the first and last eight: a wrong order cannot pass.
  for (std::size_t n = 0; n < x.size(); n = n == 7 && x.size() > 16 ? x.size() - 8 : n + 1) {
    x.assign(x.size(), 0.0F);
    x[n] = 1.0F;
    worst = std::max(worst, error<size>(x));
  }
  MESSAGE(size << " points: " << worst << " epsilon of the input's norm");
  CHECK(worst < 0.3 * std::log2(size));
}

TEST_CASE("real_fft's tables are a quarter wave and one index a point") {
  CHECK(real_fft<512>::table_bytes == 128 * sizeof(float) + 256);
  CHECK(real_fft<1024>::table_bytes == 256 * sizeof(float) + 512 * 2);
}
