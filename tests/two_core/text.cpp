// SPDX-License-Identifier: Apache-2.0
// What the cores say and show.
#include "text.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "ds_cnn_s.hpp"
#include "leds.hpp"
#include "report.hpp"

using two_core::text_line;

TEST_CASE("two_core: numbers as text") {
  const auto number = [](std::int64_t n, int decimals) {
    return std::string(text_line().add_fixed(n, decimals).view());
  };
  CHECK(number(0, 0) == "0");
  CHECK(number(0, 3) == "0.000");
  CHECK(number(7, 3) == "0.007");
  CHECK(number(1430, 3) == "1.430");
  CHECK(number(-1430, 3) == "-1.430");
  CHECK(number(-5, 1) == "-0.5");
  CHECK(number(1000000, 6) == "1.000000");
  CHECK(number(std::numeric_limits<std::int64_t>::max(), 0) == "9223372036854775807");
  CHECK(number(std::numeric_limits<std::int64_t>::min(), 0) == "-9223372036854775808");
}

TEST_CASE("two_core: a line that is too long is cut") {
  text_line line;
  for (int i = 0; i < 20; ++i)
    line.add("0123456789");
  CHECK(line.view().size() == 127);
  CHECK(line.view().substr(120) == "0123456");
}

TEST_CASE("two_core: lines of the report") {
  const tyto::kws::event e{6, "left", 0.9125F, 22880, 1430};
  CHECK(two_core::event_line(e, two_core::leds_for("left")).view() ==
        "event left  score 0.912500 at 1.430 s, lamps kkwk");
  CHECK(two_core::counters_line({1, 2, 3, 4, 5, 6}).view() ==
        "line: 1 frames, 2 lost, 3 repeated, 4 corrupted, 5 restarts, 6 refused");
  CHECK(two_core::totals_line("one core", 812, 1104).view() ==
        "one core: 812 frames, stack 1104 bytes");
}

TEST_CASE("two_core: lamps") {
  CHECK(two_core::leds_for("up") == 0007);
  CHECK(two_core::leds_for("right") == 07000);
  CHECK(two_core::leds_for("yes") == 02222);
  CHECK(two_core::leds_for("no") == 01111);
  CHECK(two_core::leds_for("off") == 04444);
  CHECK(two_core::leds_for("marvin") == 05555);
  CHECK(two_core::leds_dark == 0);
  // Each keyword of the bundled model has a picture of its own.
  for (const char* a : ds_cnn_s::model::labels) {
    for (const char* b : ds_cnn_s::model::labels) {
      if (!tyto::kws::is_keyword(a) || !tyto::kws::is_keyword(b)) continue;
      CHECK((two_core::leds_for(a) == two_core::leds_for(b)) == (std::string(a) == b));
    }
  }
}
