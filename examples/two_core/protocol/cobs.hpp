// SPDX-License-Identifier: Apache-2.0
// Consistent overhead byte stuffing: bytes without the value 0, so that a 0 on the line always is
// the end of a packet and a receiver that lost its place finds it again at the next one.
//
// The data is cut at its zeros. Each piece is sent as its length + 1 and its bytes; the zero itself
// is not sent. This is the scheme for short data, which costs one byte more.
//
// Source: S. Cheshire and M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Trans. Networking
// 7 (1999).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace two_core {

inline constexpr std::size_t cobs_longest_data = 253;  // so that no piece needs a second code byte
inline constexpr std::size_t cobs_overhead = 1;

// Writes data.size() + cobs_overhead bytes to `out`, none of them 0, and returns how many that are.
// At most cobs_longest_data bytes.
constexpr std::size_t cobs_encode(std::span<const std::uint8_t> data, std::uint8_t* out) {
  std::size_t code_at = 0;
  std::size_t end = 1;
  for (const std::uint8_t byte : data) {
    if (byte == 0) {
      out[code_at] = static_cast<std::uint8_t>(end - code_at);
      code_at = end++;
    } else {
      out[end++] = byte;
    }
  }
  out[code_at] = static_cast<std::uint8_t>(end - code_at);
  return end;
}

// Decodes in place and returns the number of bytes of data, or -1 when no encoder wrote this.
constexpr int cobs_decode(std::span<std::uint8_t> coded) {
  std::size_t written = 0;
  std::size_t read = 0;
  while (read < coded.size()) {
    const std::size_t piece_end = read + coded[read];
    if (piece_end == read || piece_end > coded.size()) return -1;
    for (++read; read < piece_end; ++read)
      coded[written++] = coded[read];
    if (read < coded.size()) coded[written++] = 0;
  }
  return coded.empty() ? -1 : static_cast<int>(written);
}

}  // namespace two_core
