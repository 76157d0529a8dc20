// SPDX-License-Identifier: Apache-2.0
// The instructions do what portable_primitives.hpp says. (For Arm cores that have them.)
#include "tyto/arch/cortex_m/primitives.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "cortex_m/portable_primitives.hpp"
#include "support/random.hpp"

namespace tyto::test {
namespace {

// Extremes of bytes, halves and words, and random numbers.
std::vector<std::uint32_t> operands() {
  std::vector<std::uint32_t> all{0,          1,          2,          0x7F,       0x80,
                                 0xFF,       0x7FFF,     0x8000,     0xFFFF,     0x80000000,
                                 0x7FFFFFFF, 0xFFFFFFFF, 0x80008000, 0x7FFF7FFF, 0x80808080,
                                 0x7F7F7F7F, 0x80007FFF, 0x40000000, 0xC0000000};
  random r(3);
  for (int i = 0; i < 60; ++i)
    all.push_back(r.next());
  return all;
}

std::int32_t as_signed(std::uint32_t x) {
  return static_cast<std::int32_t>(x);
}

}  // namespace

TEST_CASE("cortex_m: instructions of one and of two operands") {
  for (const std::uint32_t a : operands()) {
    CHECK(cortex_m::sxtb16(a) == portable::sxtb16(a));
    CHECK(cortex_m::sxtb16_ror8(a) == portable::sxtb16_ror8(a));
    CHECK(cortex_m::ssat8(as_signed(a)) == portable::ssat8(as_signed(a)));
    CHECK(cortex_m::abs16(a) == portable::abs16(a));
    for (const std::uint32_t b : operands()) {
      CHECK(cortex_m::sxtab16(a, b) == portable::sxtab16(a, b));
      CHECK(cortex_m::sxtab16_ror8(a, b) == portable::sxtab16_ror8(a, b));
      CHECK(cortex_m::max8(a, b) == portable::max8(a, b));
      CHECK(cortex_m::smuad(a, b) == portable::smuad(a, b));
      CHECK(cortex_m::sadd16(a, b) == portable::sadd16(a, b));
      CHECK(cortex_m::ssub16(a, b) == portable::ssub16(a, b));
      CHECK(cortex_m::ssax(a, b) == portable::ssax(a, b));
      CHECK(cortex_m::sasx(a, b) == portable::sasx(a, b));
      CHECK(cortex_m::shadd16(a, b) == portable::shadd16(a, b));
      CHECK(cortex_m::shsub16(a, b) == portable::shsub16(a, b));
      CHECK(cortex_m::pkhtb<15>(as_signed(a), as_signed(b)) ==
            portable::pkhtb<15>(as_signed(a), as_signed(b)));
      CHECK(cortex_m::pkhtb<16>(as_signed(a), as_signed(b)) ==
            portable::pkhtb<16>(as_signed(a), as_signed(b)));
      CHECK(cortex_m::pkhbt(as_signed(a), as_signed(b)) ==
            portable::pkhbt(as_signed(a), as_signed(b)));
      CHECK(cortex_m::smmulr(as_signed(a), as_signed(b)) ==
            portable::smmulr(as_signed(a), as_signed(b)));
    }
  }
}

TEST_CASE("cortex_m: instructions that add") {
  random r(5);
  for (const std::uint32_t a : operands()) {
    for (const std::uint32_t b : operands()) {
      const std::int32_t sum = as_signed(r.next());
      CHECK(cortex_m::smlad(a, b, sum) == portable::smlad(a, b, sum));
      CHECK(cortex_m::smladx(a, b, sum) == portable::smladx(a, b, sum));
      CHECK(cortex_m::smlsd(a, b, sum) == portable::smlsd(a, b, sum));
      CHECK(cortex_m::smlabb(a, as_signed(b), sum) == portable::smlabb(a, as_signed(b), sum));
      CHECK(cortex_m::smlatb(a, as_signed(b), sum) == portable::smlatb(a, as_signed(b), sum));
      CHECK(cortex_m::smmlar(as_signed(a), as_signed(b), sum) ==
            portable::smmlar(as_signed(a), as_signed(b), sum));
    }
  }
}

TEST_CASE("cortex_m: a word is loaded from any address, lowest byte first") {
  const std::int8_t bytes[] = {1, -2, 3, -4, 5, -6, 7};
  for (int i = 0; i < 4; ++i)
    CHECK(cortex_m::load(bytes + i) == portable::load(bytes + i));
}

TEST_CASE("cortex_m: a tile") {
  random r(7);
  for (const std::size_t steps : {4U, 8U, 20U, 32U}) {
    std::vector<std::uint32_t> weights(steps);
    std::vector<std::uint32_t> taps(4 * steps);
    for (std::uint32_t& w : weights)
      w = r.next();
    for (std::uint32_t& x : taps)
      x = r.next();
    std::int32_t start[8];
    for (std::int32_t& s : start)
      s = as_signed(r.next());
    cortex_m::tile got{start[0], start[1], start[2], start[3],
                       start[4], start[5], start[6], start[7]};
    portable::tile wanted{start[0], start[1], start[2], start[3],
                          start[4], start[5], start[6], start[7]};
    cortex_m::multiply_tile(got, taps.data(), weights.data(), weights.data() + steps);
    portable::multiply_tile(wanted, taps.data(), weights.data(), weights.data() + steps);
    CHECK(got.a0 == wanted.a0);
    CHECK(got.a1 == wanted.a1);
    CHECK(got.a2 == wanted.a2);
    CHECK(got.a3 == wanted.a3);
    CHECK(got.b0 == wanted.b0);
    CHECK(got.b1 == wanted.b1);
    CHECK(got.b2 == wanted.b2);
    CHECK(got.b3 == wanted.b3);
  }
}

}  // namespace tyto::test
