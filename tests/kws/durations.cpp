// SPDX-License-Identifier: Apache-2.0
#include "tyto/kws/durations.hpp"

#include <doctest/doctest.h>

using namespace tyto::kws;

TEST_CASE("durations: runs are rounded up, exactly") {
  constexpr period frame{320, 16000};  // 20 ms
  static_assert(runs_of(0, frame) == 0);
  static_assert(runs_of(1, frame) == 1);
  static_assert(runs_of(20, frame) == 1);
  static_assert(runs_of(21, frame) == 2);
  static_assert(runs_of(500, frame.times(5)) == 5);
  static_assert(runs_of(501, frame.times(5)) == 6);
  static_assert(runs_of(500, frame.times(15)) == 2);
  // 256 samples of 22050 Hz are 11.6099... ms: ten of them are 116.099, not 117.
  static_assert(runs_of(116, {256, 22050}) == 10);
  static_assert(runs_of(117, {256, 22050}) == 11);
  static_assert(runs_of(2147483647, {1, 48000}) == 103079215056);
  static_assert(runs_of(500, period::of_ms(20.0F).times(5)) == 5);
  // Where a float has no halves, adding one would round an odd number up.
  static_assert(period::of_ms(8388.609F).samples == 8388609);
  static_assert(period::of_ms(0.0015F).samples == 2 && period::of_ms(0.0014F).samples == 1);
  // None is too short, and one less would be.
  for (int samples = 1; samples < 700; samples += 37) {
    for (int ms = 1; ms < 3000; ms += 7) {
      const period run{samples, 16000};
      const auto runs = runs_of(ms, run);
      CHECK(runs * samples >= std::int64_t{ms} * 16);
      CHECK((runs - 1) * samples < std::int64_t{ms} * 16);
    }
  }
}

TEST_CASE("durations: stored settings are rounded up") {
  static_assert(rounded_up(2.0F) == 2);
  static_assert(rounded_up(2.0001F) == 3);
  static_assert(rounded_up(0.0F) == 0);
  static_assert(rounded_up(-2.5F) == -2);
  static_assert(rounded_up(-3.0F) == -3);
  CHECK(rounded_up(896.0F) == 896);
}
