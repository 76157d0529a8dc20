// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace two_core {

// CRC-16/IBM-3740 (also called CCITT-FALSE): polynomial x^16 + x^12 + x^5 + 1, initial value
// 0xFFFF, bits most significant first, nothing reflected or inverted; of "123456789": 0x29B1.
// Finds every burst of errors up to 16 bits long.
//
// Bit by bit: at 15 bytes every 20 ms a table would not pay for its 512 bytes.
constexpr std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<std::uint32_t>(byte) << 8;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021U : 0U);
  }
  return static_cast<std::uint16_t>(crc);
}

}  // namespace two_core
