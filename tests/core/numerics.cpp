// SPDX-License-Identifier: Apache-2.0
#include "tyto/core/numerics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "support/random.hpp"

namespace {

using tyto::quantization;
using tyto::round_half_away;

std::int64_t rounded(float x) {
  if (std::isnan(x)) return 0;
  return static_cast<std::int64_t>(
      std::clamp(std::round(static_cast<double>(x)), -2147483648.0, 2147483647.0));
}

void check_round(float x) {
  if (round_half_away(x) == rounded(x)) return;
  CAPTURE(x);
  CHECK(round_half_away(x) == rounded(x));
}

void check_both_signs_and_neighbours(float x) {
  for (const float near : {x, std::nextafter(x, 0.0F), std::nextafter(x, INFINITY)}) {
    check_round(near);
    check_round(-near);
  }
}

}  // namespace

TEST_CASE("round_half_away equals std::round on halves and what is next to them") {
  for (int whole = 0; whole < 1 << 22; whole += whole < 3000 ? 1 : 997) {
    check_both_signs_and_neighbours(static_cast<float>(whole) + 0.5F);
    check_both_signs_and_neighbours(static_cast<float>(whole));
  }
}

TEST_CASE("round_half_away where floats stop having a fraction, and where int32 ends") {
  for (const float edge : {0x1p22F, 0x1p23F, 0x1p24F, 0x1p30F, 0x1p31F}) {
    check_both_signs_and_neighbours(edge);
    for (int ulps = -6; ulps <= 6; ++ulps) {
      const float x = std::bit_cast<float>(std::bit_cast<std::uint32_t>(edge) +
                                           static_cast<std::uint32_t>(ulps));
      check_both_signs_and_neighbours(x);
    }
  }
  CHECK(round_half_away(0x1p31F) == std::numeric_limits<std::int32_t>::max());
  CHECK(round_half_away(-0x1p31F) == std::numeric_limits<std::int32_t>::min());
  CHECK(round_half_away(INFINITY) == std::numeric_limits<std::int32_t>::max());
  CHECK(round_half_away(-INFINITY) == std::numeric_limits<std::int32_t>::min());
  CHECK(round_half_away(NAN) == 0);
}

TEST_CASE("round_half_away equals std::round on random floats of every size") {
  tyto::test::random r(4);
  for (int i = 0; i < 500'000; ++i)
    check_round(std::bit_cast<float>(r.next()));
}

TEST_CASE("quantize is round(x / s) + z, clamped") {
  tyto::test::random r(5);
  for (int i = 0; i < 200'000; ++i) {
    const quantization q{0.001F + 0.25F * (r.real() + 1.0F), r.between(-128, 127)};
    // Most in range, many exactly between two stored values, some far outside.
    const float steps = static_cast<float>(r.between(-600, 600)) * 0.5F;
    for (const float x : {steps * q.scale, q.scale * 200.0F * r.real(), 1e9F * r.real()}) {
      const double needed =
          std::clamp(std::round(static_cast<double>(x / q.scale)) + q.zero_point, -128.0, 127.0);
      if (tyto::quantize(x, q) == needed) continue;
      CAPTURE(x);
      CAPTURE(q.scale);
      CAPTURE(q.zero_point);
      CHECK(tyto::quantize(x, q) == needed);
    }
  }
}

TEST_CASE("quantize: ties, ends and what is not a number") {
  constexpr quantization q{0.5F, 3};
  CHECK(tyto::quantize(0.25F, q) == 4);
  CHECK(tyto::quantize(-0.25F, q) == 2);
  CHECK(tyto::quantize(0.2499999F, q) == 3);
  CHECK(tyto::quantize(62.0F, q) == 127);
  CHECK(tyto::quantize(62.25F, q) == 127);
  CHECK(tyto::quantize(-65.5F, q) == -128);
  CHECK(tyto::quantize(-66.0F, q) == -128);
  for (const int zero_point : {-128, 0, 127}) {
    CHECK(tyto::quantize(INFINITY, {0.1F, zero_point}) == 127);
    CHECK(tyto::quantize(-INFINITY, {0.1F, zero_point}) == -128);
    CHECK(tyto::quantize(3e38F, {1e-30F, zero_point}) == 127);
    CHECK(tyto::quantize(NAN, {0.1F, zero_point}) == zero_point);
  }
}

TEST_CASE("dequantize is s * (q - z), and quantize undoes it") {
  for (const int zero_point : {-128, -1, 0, 77, 127}) {
    for (const float scale : {1.0F / 256, 0.1F, 3.0F}) {
      for (int stored = -128; stored <= 127; ++stored) {
        const auto q = static_cast<std::int8_t>(stored);
        const float real = tyto::dequantize(q, {scale, zero_point});
        CHECK(real == scale * static_cast<float>(stored - zero_point));
        CHECK(tyto::quantize(real, {scale, zero_point}) == q);
      }
    }
  }
}

TEST_CASE("the element that pads is the input's zero") {
  CHECK(tyto::input_zero(tyto::numerics<std::int8_t>{.input_zero_point = -77}) == -77);
  CHECK(tyto::input_zero(tyto::numerics<float>{}) == 0.0F);
}

static_assert(tyto::clamp(5, 1, 3) == 3 && tyto::clamp(0, 1, 3) == 1 && tyto::clamp(2, 1, 3) == 2);
static_assert(tyto::quantize(-0.75F, {0.5F, -1}) == -3);
