// SPDX-License-Identifier: Apache-2.0
// exp and reciprocal in fixed point against double precision.
#include "tyto/core/fixed_point.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "ops/reference.hpp"
#include "support/random.hpp"

namespace {

constexpr std::int32_t int32_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t int32_min = std::numeric_limits<std::int32_t>::min();

double exp_error(std::int32_t x) {
  const double got = tyto::fixed_point::exp_on_negative(x) * 0x1p-31;
  return std::abs(got - std::exp(x * 0x1p-26));
}

double reciprocal_error(std::int32_t x) {
  const double got = tyto::fixed_point::reciprocal_of_one_plus(x) * 0x1p-31;
  return std::abs(got - 1.0 / (1.0 + x * 0x1p-31));
}

}  // namespace

TEST_CASE("exp_on_negative is within 3e-7 of exp, over the whole range") {
  double worst = 0.0;
  for (std::int64_t x = 0; x >= int32_min; x -= 4093) {
    worst = std::max(worst, exp_error(static_cast<std::int32_t>(x)));
  }
  // The ends of every quarter, where the series hands over to the factors.
  for (std::int64_t quarter = 0; quarter >= int32_min; quarter -= 1 << 24) {
    for (int offset = -50; offset <= 50; ++offset) {
      const std::int64_t x = quarter + offset;
      if (x > 0 || x < int32_min) continue;
      worst = std::max(worst, exp_error(static_cast<std::int32_t>(x)));
    }
  }
  CHECK(worst < 3e-7);
  CHECK(worst > 1e-9);  // a truncated series: were it exact, the bound above would say nothing
}

TEST_CASE("exp_on_negative at its ends") {
  CHECK(tyto::fixed_point::exp_on_negative(0) == int32_max);
  CHECK(tyto::fixed_point::exp_on_negative(-1) <= int32_max);
  CHECK(tyto::fixed_point::exp_on_negative(int32_min) == 0);
}

TEST_CASE("exp_on_negative never grows as x falls") {
  std::int64_t before = int32_max;
  for (std::int64_t x = 0; x >= -(std::int64_t{1} << 30); x -= 65537) {
    const std::int64_t now = tyto::fixed_point::exp_on_negative(static_cast<std::int32_t>(x));
    CHECK(now <= before);
    before = now;
  }
}

TEST_CASE("reciprocal_of_one_plus is within 4e-9 of 1 / (1 + x)") {
  double worst = 0.0;
  for (std::int64_t x = 0; x <= int32_max; x += 2039) {
    worst = std::max(worst, reciprocal_error(static_cast<std::int32_t>(x)));
  }
  tyto::test::random r(6);
  for (int i = 0; i < 200'000; ++i) {
    worst = std::max(worst, reciprocal_error(static_cast<std::int32_t>(r.next() >> 1)));
  }
  for (int edge = 0; edge < 100; ++edge) {
    worst = std::max({worst, reciprocal_error(edge), reciprocal_error(int32_max - edge)});
  }
  CHECK(worst < 4e-9);
}

TEST_CASE("both functions equal the published algorithms to the bit") {
  namespace reference = tyto::test::reference;
  tyto::test::random r(7);
  long differ = 0;
  const auto compare = [&](std::int32_t x) {
    if (x <= 0 && tyto::fixed_point::exp_on_negative(x) != reference::exponential(x)) ++differ;
    if (x >= 0 && tyto::fixed_point::reciprocal_of_one_plus(x) != reference::reciprocal(x)) {
      ++differ;
    }
  };
  for (int i = 0; i < 300'000; ++i)
    compare(static_cast<std::int32_t>(r.next()));
  for (std::int32_t x = -70'000; x <= 70'000; ++x)
    compare(x);
  for (std::int64_t quarter = int32_min; quarter <= 0; quarter += 1 << 24) {
    for (std::int64_t x = quarter; x < quarter + 20; ++x) {
      if (x <= 0) compare(static_cast<std::int32_t>(x));
    }
  }
  CHECK(differ == 0);
}

static_assert(tyto::fixed_point::exp_on_negative(0) == int32_max);
