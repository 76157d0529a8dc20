// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/spectrum.hpp"

#include <doctest/doctest.h>

#include <array>
#include <span>

using tyto::audio::spectrum_in_place;
using tyto::audio::spectrum_kind;

namespace {

// Bins 0 and 4 (real), 1, 2, 3 of 8 points: magnitudes 2, 7, 5, 13, 17.
constexpr std::array<float, 8> packed{-2, -7, 3, -4, -5, 12, 8, 15};

}  // namespace

TEST_CASE("magnitude and power of the packed bins, all of them") {
  auto x = packed;
  spectrum_in_place<spectrum_kind::magnitude, 8, 0, 4>(std::span(x));
  CHECK(x[0] == 2);
  CHECK(x[1] == 5);
  CHECK(x[2] == 13);
  CHECK(x[3] == 17);
  CHECK(x[4] == 7);
  x = packed;
  spectrum_in_place<spectrum_kind::power, 8, 0, 4>(std::span(x));
  CHECK(x[0] == 4);
  CHECK(x[1] == 25);
  CHECK(x[2] == 169);
  CHECK(x[3] == 289);
  CHECK(x[4] == 49);
}

TEST_CASE("a part of the bins") {
  auto x = packed;
  spectrum_in_place<spectrum_kind::magnitude, 8, 2, 3>(std::span(x));
  CHECK(x[2] == 13);
  CHECK(x[3] == 17);
  CHECK(x[0] == packed[0]);  // not asked for
}
