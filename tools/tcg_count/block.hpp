// SPDX-License-Identifier: Apache-2.0
// A block of guest code, decoded once, so that counting it again costs a few additions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decode.hpp"
#include "instruction.hpp"
#include "issue_model.hpp"
#include "raw_instruction.hpp"
#include "wait_model.hpp"

namespace tcg_count {

// An encoding that no table has, as `objdump -d` prints it.
struct unknown_encoding {
  std::uint64_t address = 0;
  std::string text;
};

// Straight code without a marker inside.
struct segment {
  std::optional<std::uint16_t> begins;  // the region that a marker before it begins
  std::array<std::uint32_t, kind_count> count{};
  // Issue cycles, and what is left free at the end, by what was left free before.
  std::array<int, slot_states> cycles{};
  std::array<int, slot_states> width_cycles{};
  std::array<slot, slot_states> second{};
  std::vector<timed_instruction> code;  // for the model of waiting, which must see every one
};

struct block {
  std::vector<segment> segments;
  std::vector<unknown_encoding> unknown;
  bool guessed_set = false;        // A32 or T32 was guessed
  const char* function = nullptr;  // the emulator's name for it; null where it has none
};

// The instruction set where the instructions themselves show it; empty where they could be either.
// (The emulator does not say: it gives bytes and sizes.)
std::optional<instruction_set> evident_set(std::span<const raw_instruction> instructions);

// The more plausible set, for what could be either: the one with fewer unknown encodings, else the
// `likely` one.
instruction_set plausible_set(std::span<const raw_instruction> instructions,
                              instruction_set likely);

block make_block(instruction_set set, std::span<const raw_instruction> instructions);

}  // namespace tcg_count
