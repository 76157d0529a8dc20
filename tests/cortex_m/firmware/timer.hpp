// SPDX-License-Identifier: Apache-2.0
// Instructions counted by the system timer, in QEMU with -icount shift=0: there an instruction
// takes a nanosecond, and the timer counts 25 MHz, 40 instructions.
#pragma once

#include <cstdint>

namespace timer {

inline volatile std::uint32_t& timer_register(std::uintptr_t offset) {
  return *reinterpret_cast<volatile std::uint32_t*>(0xE000E010 + offset);
}

// Armv7-M Architecture Reference Manual, B3.3: 24 bits, counting down.
inline constexpr std::uint32_t mask = 0xFFFFFF;

inline void start() {
  constexpr std::uint32_t enable_at_core_clock = 1U << 0 | 1U << 2;
  timer_register(4) = mask;
  timer_register(8) = 0;
  timer_register(0) = enable_at_core_clock;
}

// Counts up, modulo 2^24.
inline std::uint32_t ticks() {
  return mask - timer_register(8);
}

// Since `begin`, if that is less than 671 million ago.
inline std::int64_t instructions_since(std::uint32_t begin) {
  constexpr std::int64_t instructions_a_tick = 40;
  return ((ticks() - begin) & mask) * instructions_a_tick;
}

}  // namespace timer
