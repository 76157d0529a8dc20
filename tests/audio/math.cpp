// SPDX-License-Identifier: Apache-2.0
#include "tyto/core/math.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "float_error.hpp"

namespace math = tyto::math;
using tyto::test::float_log_ulps;
using tyto::test::ulps;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr float inf_f = std::numeric_limits<float>::infinity();
constexpr float nan_f = std::numeric_limits<float>::quiet_NaN();

// All of it in the compiler.
static_assert(math::sin(0.0) == 0.0 && math::cos(0.0) == 1.0);
static_assert(math::sin(math::pi / 6) > 0.49999999999999988 &&
              math::sin(math::pi / 6) < 0.50000000000000012);
static_assert(math::exp(0.0) == 1.0 && math::log(1.0) == 0.0 && math::sqrt(144.0) == 12.0);
static_assert(math::log(1.0F) == 0.0F && math::sqrt(144.0F) == 12.0F);
static_assert(math::log(0.0F) == -inf_f && math::sqrt(0x1p-148F) == 0x1p-74F);

double uniform(std::mt19937& random, double low, double high) {
  return low + (high - low) * (static_cast<double>(random()) / 4294967296.0);
}

}  // namespace

TEST_CASE("double sin and cos are within 1.5 ulp up to 20 radians, 2e-16 beyond") {
  std::mt19937 random(1);
  double worst_ulps = 0;
  double worst_far = 0;
  for (int i = 0; i < 100000; ++i) {
    const double near = uniform(random, -20, 20);
    worst_ulps = std::max(
        {worst_ulps, ulps(math::sin(near), std::sin(near)), ulps(math::cos(near), std::cos(near))});
    const double far = uniform(random, -1e6, 1e6);
    worst_far = std::max({worst_far, std::fabs(math::sin(far) - std::sin(far)),
                          std::fabs(math::cos(far) - std::cos(far))});
  }
  MESSAGE("worst: " << worst_ulps << " ulp, " << worst_far << " absolute");
  CHECK(worst_ulps <= 2.0);  // the standard library itself may be 0.5 off
  CHECK(worst_far <= 3e-16);
  CHECK(std::isnan(math::sin(1e6)));
  CHECK(std::isnan(math::cos(inf)));
}

TEST_CASE("double exp, log and sqrt are within 1.5 ulp over the whole range") {
  std::mt19937 random(2);
  double worst_exp = 0;
  double worst_log = 0;
  double worst_sqrt = 0;
  for (int i = 0; i < 100000; ++i) {
    const double exponent = uniform(random, -745, 709.7);
    worst_exp = std::max(worst_exp, ulps(math::exp(exponent), std::exp(exponent)));
    const double x = std::exp(exponent);
    worst_log = std::max(worst_log, ulps(math::log(x), std::log(x)));
    worst_sqrt = std::max(worst_sqrt, ulps(math::sqrt(x), std::sqrt(x)));
    const double one = uniform(random, 0.5, 1.5);
    worst_log = std::max(worst_log, ulps(math::log(one), std::log(one)));
  }
  MESSAGE("worst: exp " << worst_exp << ", log " << worst_log << ", sqrt " << worst_sqrt << " ulp");
  CHECK(worst_exp <= 1.5);
  CHECK(worst_log <= 1.5);
  CHECK(worst_sqrt <= 1.0);
}

TEST_CASE("double special values") {
  CHECK(math::exp(711.0) == inf);
  CHECK(math::exp(inf) == inf);
  CHECK(math::exp(-inf) == 0.0);
  CHECK(std::isnan(math::exp(std::nan(""))));
  CHECK(math::log(0.0) == -inf);
  CHECK(math::log(inf) == inf);
  CHECK(std::isnan(math::log(-1.0)));
  CHECK(math::sqrt(0.0) == 0.0);
  CHECK(std::isnan(math::sqrt(-1.0)));
  CHECK(math::sqrt(0x1p-1074) == 0x1p-537);
}

TEST_CASE("float log is within 0.92 ulp from the least denormal to the greatest float") {
  double worst = 0;
  constexpr std::uint32_t end = std::bit_cast<std::uint32_t>(inf_f);
  for (std::uint32_t bits = 1; bits < end; bits += 20011) {
    worst = std::max(worst, float_log_ulps(std::bit_cast<float>(bits)));
  }
  // Every denormal's neighbourhood of a power of two, and around 1, where the result is near 0.
  for (std::uint32_t bits = 1; bits < 0x00800000; bits = bits * 2 + 1) {
    for (std::uint32_t near = bits; near < bits + 5; ++near) {
      worst = std::max(worst, float_log_ulps(std::bit_cast<float>(near)));
    }
  }
  const auto one = std::bit_cast<std::uint32_t>(1.0F);
  for (std::uint32_t bits = one - 20000; bits < one + 20000; ++bits) {
    worst = std::max(worst, float_log_ulps(std::bit_cast<float>(bits)));
  }
  // Where the exhaustive search of host_math.cpp finds the largest errors.
  const auto hard = std::bit_cast<std::uint32_t>(0.6992F);
  for (std::uint32_t bits = hard - 20000; bits < hard + 20000; ++bits) {
    worst = std::max(worst, float_log_ulps(std::bit_cast<float>(bits)));
  }
  MESSAGE("worst: " << worst << " ulp");
  CHECK(worst <= 0.92);
  CHECK(worst > 0.5);  // or nothing was measured
}

TEST_CASE("float sqrt is correctly rounded") {
  int wrong = 0;
  constexpr std::uint32_t end = std::bit_cast<std::uint32_t>(inf_f);
  for (std::uint32_t bits = 0; bits < end; bits += 20011) {
    const auto x = std::bit_cast<float>(bits);
    if (math::sqrt(x) != std::sqrt(x)) ++wrong;
  }
  // Squares and their neighbours: the results closest to a tie.
  for (std::uint32_t root = 0x3f800000; root < 0x40000000; root += 97) {
    const float square = std::bit_cast<float>(root) * std::bit_cast<float>(root);
    for (const float x : {std::nextafter(square, 0.0F), square, std::nextafter(square, 9.0F)}) {
      if (math::sqrt(x) != std::sqrt(x)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("float exp and tanh are within 2 and 4 ulp") {
  double worst_exp = 0;
  double worst_tanh = 0;
  const auto error = [](float got, double right) {
    const float size = std::fabs(static_cast<float>(right));
    return std::fabs(double{got} - right) / (double{std::nextafter(size, inf_f)} - double{size});
  };
  for (std::uint32_t bits = 0; bits < std::bit_cast<std::uint32_t>(100.0F); bits += 20011) {
    for (const float sign : {1.0F, -1.0F}) {
      const float x = sign * std::bit_cast<float>(bits);
      if (x > -87.33F && x < 88.72F)
        worst_exp = std::max(worst_exp, error(math::exp(x), std::exp(double{x})));
      if (bits > 0x00800000)
        worst_tanh = std::max(worst_tanh, error(math::tanh(x), std::tanh(double{x})));
    }
  }
  MESSAGE("worst: " << worst_exp << " and " << worst_tanh << " ulp");
  CHECK(worst_exp <= 2.0);
  CHECK(worst_tanh <= 4.0);
}

TEST_CASE("float special values") {
  CHECK(math::exp(-inf_f) == 0.0F);
  CHECK(math::exp(inf_f) == inf_f);
  CHECK(std::isnan(math::exp(nan_f)));
  CHECK(std::isnan(math::tanh(nan_f)));
  CHECK(math::tanh(-inf_f) == -1.0F);
  CHECK(std::signbit(math::tanh(-0.0F)));
  CHECK(math::log(0.0F) == -inf_f);
  CHECK(math::log(-0.0F) == -inf_f);
  CHECK(math::log(inf_f) == inf_f);
  CHECK(std::isnan(math::log(-1.0F)));
  CHECK(std::isnan(math::log(-inf_f)));
  CHECK(std::isnan(math::log(nan_f)));
  CHECK(math::sqrt(0.0F) == 0.0F);
  CHECK(std::signbit(math::sqrt(-0.0F)));
  CHECK(math::sqrt(inf_f) == inf_f);
  CHECK(std::isnan(math::sqrt(-1.0F)));
  CHECK(std::isnan(math::sqrt(nan_f)));
}
