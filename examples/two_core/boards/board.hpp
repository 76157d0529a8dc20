// SPDX-License-Identifier: Apache-2.0
// What a program here asks of the board it runs on. Each boards/*.cpp is one board, and calls
// program() when it is up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace board {

// The microphone's stand-in: the WAV file named on the command line. read_file returns how many
// bytes it read, fewer than asked for only at the end.
bool open_file();
std::size_t read_file(void* to, std::size_t bytes);

// The line between the cores: 8-bit bytes, one way. receive() waits, and returns the next byte, or
// -1 when the line is gone, which happens to a process only.
void send(std::span<const std::uint8_t> bytes);
int receive();

// For a person to read; a line's end is added.
void say(std::string_view line);

// Four RGB lamps, see leds.hpp; leds() is what the outputs are at.
void set_leds(std::uint16_t state);
std::uint16_t leds();

// The deepest that the stack has been since the start, bytes: it was filled with a pattern.
std::size_t stack_bytes_used();

}  // namespace board

// Returns the exit status: 0, or 1 after having said why.
int program();
