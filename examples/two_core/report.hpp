// SPDX-License-Identifier: Apache-2.0
// What the cores say, a line each. An event's line is the same from one core and from two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "leds.hpp"
#include "protocol/frame_link.hpp"
#include "text.hpp"
#include "tyto/kws/event.hpp"

namespace two_core {

// "event left  score 0.912500 at 1.430 s, lamps kkwk"; the lamps as they are lit.
constexpr text_line event_line(const tyto::kws::event& e, std::uint16_t leds) {
  text_line line;
  line.add("event ").add_padded(e.name, 5);
  line.add(" score ").add_fixed(static_cast<std::int64_t>(e.score * 1e6F + 0.5F), 6);
  line.add(" at ").add_fixed(e.time_ms, 3).add(" s, lamps ");
  for (int lamp = 0; lamp < led_count; ++lamp) {
    const char colour = led_colours[leds >> (3 * lamp) & 7];
    line.add({&colour, 1});
  }
  return line;
}

constexpr text_line counters_line(const line_counters& c) {
  text_line line;
  line.add("line: ").add(c.frames).add(" frames, ").add(c.lost).add(" lost, ");
  line.add(c.repeated).add(" repeated, ").add(c.corrupted).add(" corrupted, ");
  return line.add(c.restarts).add(" restarts, ").add(c.refused).add(" refused");
}

// "front core: 812 frames, stack 1136 bytes"
constexpr text_line totals_line(std::string_view core, std::int64_t frames, std::size_t stack) {
  text_line line;
  line.add(core).add(": ").add(frames).add(" frames, stack ");
  return line.add(static_cast<std::int64_t>(stack)).add(" bytes");
}

}  // namespace two_core
