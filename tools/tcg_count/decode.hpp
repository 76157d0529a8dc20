// SPDX-License-Identifier: Apache-2.0
// Decoder of ARMv7-A instructions as far as counting needs: A32 and T32 with VFPv4 and NEON.
#pragma once

#include <cstddef>
#include <cstdint>

#include "instruction.hpp"

namespace tcg_count {

// `word` is one A32 instruction as a little-endian 32-bit number.
instruction decode_a32(std::uint32_t word);

// A T32 instruction of one halfword, or of two: the first in the upper half of `word`.
instruction decode_t32_narrow(std::uint16_t halfword);
instruction decode_t32_wide(std::uint32_t word);

// True when a T32 instruction that begins with `halfword` has two halfwords.
constexpr bool is_t32_wide(std::uint16_t halfword) {
  return halfword >= 0xe800;
}

// `bytes` as they lie in memory, `size` 2 or 4. Anything else is unknown.
instruction decode(instruction_set set, const unsigned char* bytes, std::size_t size);

}  // namespace tcg_count
