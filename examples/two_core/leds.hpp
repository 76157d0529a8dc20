// SPDX-License-Identifier: Apache-2.0
// Four RGB lamps for a keyword. Bits 3 i, 3 i + 1 and 3 i + 2 of a state are red, green and blue of
// lamp i; a lit bit is 1. The lamps stand for up, down, left and right, in this order.
#pragma once

#include <cstdint>

namespace two_core {

inline constexpr int led_count = 4;

// Colours as letters: each is one of "krgybmcw", black to white, at the index that is its bits.
inline constexpr char led_colours[] = "krgybmcw";

constexpr std::uint16_t led_state(const char (&colours)[led_count + 1]) {
  unsigned state = 0;
  for (int lamp = 0; lamp < led_count; ++lamp) {
    unsigned bits = 0;
    while (led_colours[bits] != '\0' && led_colours[bits] != colours[lamp])
      ++bits;
    state |= (bits & 7U) << (3 * lamp);
  }
  return static_cast<std::uint16_t>(state);
}

inline constexpr std::uint16_t leds_dark = led_state("kkkk");

// What the lamps show for a label; a keyword without a row of its own is magenta.
constexpr std::uint16_t leds_for(const char* label) {
  struct row {
    const char* label;
    std::uint16_t state;
  };
  constexpr row rows[] = {
      {"up", led_state("wkkk")},    {"down", led_state("kwkk")}, {"left", led_state("kkwk")},
      {"right", led_state("kkkw")}, {"yes", led_state("gggg")},  {"no", led_state("rrrr")},
      {"on", led_state("wwww")},    {"off", led_state("bbbb")},  {"go", led_state("gkgk")},
      {"stop", led_state("rkrk")},
  };
  const auto equal = [](const char* a, const char* b) {
    while (*a != '\0' && *a == *b) {
      ++a;
      ++b;
    }
    return *a == *b;
  };
  for (const row& r : rows) {
    if (equal(r.label, label)) return r.state;
  }
  return led_state("mmmm");
}

}  // namespace two_core
