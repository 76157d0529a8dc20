// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "decode.hpp"
#include "instruction.hpp"

namespace tcg_count {

// An instruction as the emulator gives it: its bytes, and sometimes two more that it looked at
// because they lie on another page (T32 instructions at the end of one).
struct raw_instruction {
  std::uint64_t address = 0;
  std::size_t size = 0;  // 2, 4 or 6
  std::array<unsigned char, 4> bytes{};

  // The first two bytes, which tell the width of a T32 instruction.
  [[nodiscard]] std::uint16_t first_halfword() const {
    return static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8);
  }
  // The bytes that are its own.
  [[nodiscard]] std::size_t width(instruction_set set) const {
    return set == instruction_set::t32 && !is_t32_wide(first_halfword()) ? 2 : 4;
  }
};

}  // namespace tcg_count
