// SPDX-License-Identifier: Apache-2.0
// The rounding against formulas written out independently: frexp and llround for the multiplier,
// 64-bit floor divisions for the product.
#include "tyto/core/rounding.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "ops/reference.hpp"
#include "support/random.hpp"

namespace {

namespace reference = tyto::test::reference;
using tyto::make_multiplier;
using tyto::multiplier;
using tyto::rounding;

constexpr std::int32_t int32_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t int32_min = std::numeric_limits<std::int32_t>::min();

multiplier formula(double real) {
  int exponent = 0;
  const double f = std::frexp(real, &exponent);
  std::int64_t mantissa = std::llround(f * 0x1p31);
  if (mantissa == std::int64_t{1} << 31) {
    mantissa /= 2;
    ++exponent;
  }
  if (exponent < -31) return {0, 0};
  if (exponent > 30) return {int32_max, 30};
  return {static_cast<std::int32_t>(mantissa), exponent};
}

// A failed comparison says which number it was; 10^6 assertions that hold would only take time.
void check_multiplier(double real) {
  const multiplier got = make_multiplier(real);
  const multiplier needed = formula(real);
  if (got == needed) return;
  CAPTURE(real);
  CHECK(got.mantissa == needed.mantissa);
  CHECK(got.exponent == needed.exponent);
}

}  // namespace

TEST_CASE("make_multiplier follows frexp and llround on every binade and its edges") {
  for (int exponent = -1074; exponent <= 1023; ++exponent) {
    const double power = std::ldexp(1.0, exponent);
    for (const double x : {power, std::nextafter(power, 0.0), std::nextafter(power, INFINITY),
                           power * (1.0 - 0x1p-31), power * (1.0 - 0x1p-32),  // 2^31 - 1, a tie
                           power * (1.0 - 0x1p-32 + 0x1p-52), power * (1.0 - 0x1p-32 - 0x1p-52),
                           power * (1.0 - 0x1p-33), power * 1.5}) {
      if (x > 0.0 && std::isfinite(x)) check_multiplier(x);
    }
  }
}

TEST_CASE("make_multiplier follows frexp and llround on random numbers") {
  tyto::test::random r(1);
  for (int i = 0; i < 200'000; ++i) {
    const double significand = r.next() * 0x1p-32 + r.next() * 0x1p-64 + 0x1p-70;
    check_multiplier(std::ldexp(significand, r.between(-40, 40)));
    // As a layer has it: three float scales.
    const auto scale = [&] { return static_cast<double>(r.real() * 0.5F + 0.5000001F); };
    check_multiplier(scale() * scale() / scale());
    // A tie of the mantissa: 32 bits and the last is set.
    check_multiplier(std::ldexp(static_cast<double>((r.next() | 0x80000001U)), r.between(-70, 10)));
  }
}

TEST_CASE("make_multiplier: the mantissa that rounds up to 2^31") {
  CHECK(make_multiplier(1.0 - 0x1p-32) == multiplier{1 << 30, 1});
  CHECK(make_multiplier(1.0 - 0x1p-32 - 0x1p-53) == multiplier{int32_max, 0});
  CHECK(make_multiplier(1.0 - 0x1p-31) == multiplier{int32_max, 0});
  // It can lift a number that is otherwise too small, and push one out of the range.
  CHECK(make_multiplier(0x1p-32 * (1.0 - 0x1p-33)) == multiplier{1 << 30, -31});
  CHECK(make_multiplier(0x1p30 * (1.0 - 0x1p-33)) == multiplier{int32_max, 30});
}

TEST_CASE("make_multiplier outside its range") {
  CHECK(make_multiplier(0x1p-32) == multiplier{1 << 30, -31});
  CHECK(make_multiplier(0x1p-32 * (1.0 - 0x1p-31)) == multiplier{});
  CHECK(make_multiplier(0x1p-1074) == multiplier{});
  CHECK(make_multiplier(0x1p-1022) == multiplier{});
  CHECK(make_multiplier(0.0) == multiplier{});
  CHECK(make_multiplier(-0.0) == multiplier{});
  CHECK(make_multiplier(-1.0) == multiplier{});
  CHECK(make_multiplier(-INFINITY) == multiplier{});
  CHECK(make_multiplier(std::nan("")) == multiplier{});
  CHECK(make_multiplier(0x1p29) == multiplier{1 << 30, 30});
  CHECK(make_multiplier(0x1p30) == multiplier{int32_max, 30});
  CHECK(make_multiplier(INFINITY) == multiplier{int32_max, 30});
}

namespace {

// Where rounding goes wrong: both ends, powers of two and what lies around them, and chance.
std::vector<std::int32_t> accumulators() {
  std::vector<std::int32_t> xs{0, int32_max, int32_max - 1, int32_min, int32_min + 1};
  for (int bit = 0; bit < 31; ++bit) {
    for (const int offset : {-3, -2, -1, 0, 1, 2, 3}) {
      const std::int64_t x = (std::int64_t{1} << bit) + offset;
      if (x > int32_max) continue;
      xs.push_back(static_cast<std::int32_t>(x));
      xs.push_back(static_cast<std::int32_t>(-x));
    }
  }
  tyto::test::random r(2);
  for (int i = 0; i < 500; ++i) {
    xs.push_back(static_cast<std::int32_t>(r.next()) >> r.between(0, 24));
  }
  return xs;
}

std::vector<std::int32_t> mantissas() {
  std::vector<std::int32_t> ms{
      0, 1, 3, 1 << 29, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, 3 << 29, int32_max - 1, int32_max};
  tyto::test::random r(3);
  for (int i = 0; i < 30; ++i)
    ms.push_back((1 << 30) | static_cast<std::int32_t>(r.next() >> 2));
  return ms;
}

bool fits_after_left_shift(std::int32_t x, int exponent) {
  const std::int64_t shifted = x * (std::int64_t{1} << (exponent > 0 ? exponent : 0));
  return shifted == reference::saturate(shifted);
}

// NUMERICS's own words: truncating divisions and a nudge of the product's sign.
std::int64_t two_step_as_published(std::int32_t x, multiplier m) {
  const std::int64_t a = x * (std::int64_t{1} << (m.exponent > 0 ? m.exponent : 0));
  const std::int64_t product = a * m.mantissa;
  const std::int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
  const std::int64_t b = (product + nudge) / (std::int64_t{1} << 31);
  const int right = m.exponent < 0 ? -m.exponent : 0;
  const double c = std::round(std::ldexp(static_cast<double>(b), -right));  // exact: 32 bits
  return static_cast<std::int64_t>(c);
}

template <rounding Rounding, class Formula>
void check_requantize(Formula needed_for) {
  const auto xs = accumulators();
  const auto ms = mantissas();
  long checked = 0;
  for (int exponent = -31; exponent <= 30; ++exponent) {
    for (const std::int32_t mantissa : ms) {
      for (const std::int32_t x : xs) {
        if (!fits_after_left_shift(x, exponent)) continue;
        const multiplier m{mantissa, exponent};
        const std::int64_t got = tyto::requantize<Rounding>(x, m);
        const std::int64_t needed = needed_for(x, m);
        ++checked;
        if (got == needed) continue;
        CAPTURE(x);
        CAPTURE(mantissa);
        CAPTURE(exponent);
        REQUIRE(got == needed);
      }
    }
  }
  CHECK(checked > 1'000'000);
}

}  // namespace

TEST_CASE("requantize in two steps equals the independent formula") {
  check_requantize<rounding::two_step>([](std::int32_t x, multiplier m) {
    return reference::requantize(false, x, m.mantissa, m.exponent);
  });
}

TEST_CASE("requantize in two steps equals the published formula") {
  check_requantize<rounding::two_step>(two_step_as_published);
}

TEST_CASE("requantize in one step is round_half_up(x * m / 2^(31 - e))") {
  check_requantize<rounding::one_step>([](std::int32_t x, multiplier m) {
    return reference::requantize(true, x, m.mantissa, m.exponent);
  });
}

TEST_CASE("requantize: ties, by hand") {
  constexpr multiplier half{1 << 30, 0};
  constexpr multiplier quarter{1 << 30, -1};
  // Step 1 sends a tie upward, ...
  CHECK(tyto::requantize<rounding::two_step>(1, half) == 1);
  CHECK(tyto::requantize<rounding::two_step>(-1, half) == 0);
  CHECK(tyto::requantize<rounding::two_step>(-3, half) == -1);
  // ... step 2 away from zero: -6 / 2 = -3, then -3 / 2.
  CHECK(tyto::requantize<rounding::two_step>(6, quarter) == 2);
  CHECK(tyto::requantize<rounding::two_step>(-6, quarter) == -2);
  // Rounding twice: -7 / 4 = -1.75, but -7 / 2 rounds to -3, and that to -2; 5 / 4 = 1.25 becomes
  // 3, then 2.
  CHECK(tyto::requantize<rounding::two_step>(5, quarter) == 2);
  CHECK(tyto::requantize<rounding::one_step>(5, quarter) == 1);
  CHECK(tyto::requantize<rounding::one_step>(6, quarter) == 2);
  CHECK(tyto::requantize<rounding::one_step>(-6, quarter) == -1);
  CHECK(tyto::requantize<rounding::one_step>(-1, half) == 0);
}

TEST_CASE("the high product saturates where, and only where, it does not fit") {
  constexpr auto product = tyto::saturating_rounding_doubling_high_mul;
  CHECK(product(int32_min, int32_min) == int32_max);
  CHECK(product(int32_min, int32_min + 1) == int32_max);  // 2^31 - 1, exactly
  CHECK(product(int32_min, int32_max) == -int32_max);
  CHECK(product(int32_max, int32_max) == int32_max - 1);
  for (const std::int32_t a : accumulators()) {
    for (const std::int32_t b :
         {int32_min, int32_min + 1, -(1 << 30), -1, 0, 1, 3, 1 << 30, int32_max - 1, int32_max}) {
      const std::int64_t needed = reference::high_product(a, b);
      if (product(a, b) == needed) continue;
      CAPTURE(a);
      CAPTURE(b);
      CHECK(product(a, b) == needed);
    }
  }
}

TEST_CASE("division by a power of two is rounded to nearest, ties away from zero") {
  for (int exponent = 0; exponent <= 31; ++exponent) {
    for (const std::int32_t x : accumulators()) {
      const std::int64_t needed = reference::divide_nearest_away(x, std::int64_t{1} << exponent);
      if (tyto::rounding_divide_by_power_of_two(x, exponent) == needed) continue;
      CAPTURE(x);
      CAPTURE(exponent);
      CHECK(tyto::rounding_divide_by_power_of_two(x, exponent) == needed);
    }
  }
}

// The rounding works in the compiler.
static_assert(make_multiplier(0.75) == multiplier{3 << 29, 0});
static_assert(tyto::requantize<rounding::two_step>(-6, {1 << 30, -1}) == -2);
static_assert(tyto::requantize<rounding::one_step>(-6, {1 << 30, -1}) == -1);
