// SPDX-License-Identifier: Apache-2.0
// Which registers an instruction waits for, and which will have its result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "instruction.hpp"
#include "raw_instruction.hpp"

namespace tcg_count {

// Registers as the model of waiting knows them: r0 to r15, then d0 to d31. An s register counts as
// the d register it is half of, a q register as its two. Flags are not modelled: branches are
// predicted.
inline constexpr int core_registers = 16;
inline constexpr int register_count = core_registers + 32;

// What an operand is needed for: the earlier, the more there is to wait.
enum class need : std::uint8_t { value, address, accumulator };

struct operand {
  std::uint8_t reg = 0;
  need needed_as = need::value;
};

struct operands {
  std::vector<operand> reads;
  std::vector<std::uint8_t> results;
  std::vector<std::uint8_t> addresses;  // base registers that are written back
  bool multiplies = false;              // VFP: a product, or a product and a sum
  bool accumulates = false;
};

// By the disassembler of Debian's Capstone. Instructions that it does not know have no operands.
class operand_reader {
 public:
  operand_reader();
  ~operand_reader();
  operand_reader(const operand_reader&) = delete;
  operand_reader& operator=(const operand_reader&) = delete;

  [[nodiscard]] operands read(instruction_set set, const raw_instruction& raw,
                              const instruction& decoded) const;

 private:
  std::size_t arm_ = 0;
  std::size_t thumb_ = 0;
};

}  // namespace tcg_count
