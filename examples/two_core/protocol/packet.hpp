// SPDX-License-Identifier: Apache-2.0
// What goes over the line: packets of a kind, a sequence number and a payload.
//
//   byte      0     1 2         3 ..      the last two
//           kind  sequence   payload         crc16         little-endian
//
// stuffed by COBS and ended by a zero byte. The checksum covers all before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "protocol/cobs.hpp"
#include "protocol/crc16.hpp"

namespace two_core {

enum class packet_kind : std::uint8_t {
  start = 1,  // a stream begins; sequence: of its first frame; payload: see frame_link.hpp
  frame = 2,  // one frame of quantised features, a byte each
  end = 3,    // a stream ends; sequence: the number of the frame that would have come next
};

struct packet {
  packet_kind kind;
  std::uint16_t sequence;
  std::span<const std::uint8_t> payload;
};

inline constexpr std::size_t packet_header_bytes = 3;
inline constexpr std::size_t packet_checksum_bytes = 2;

// Bytes on the line of a packet with a payload of `payload`, its final zero included.
constexpr std::size_t line_bytes(std::size_t payload) {
  return packet_header_bytes + payload + packet_checksum_bytes + cobs_overhead + 1;
}

// Writes a packet as it goes over the line and returns its length. At most MaxPayload bytes of
// payload; `out` holds line_bytes(MaxPayload).
template <std::size_t MaxPayload>
constexpr std::size_t write_packet(const packet& p, std::uint8_t* out) {
  std::uint8_t plain[packet_header_bytes + MaxPayload + packet_checksum_bytes] = {};
  static_assert(sizeof plain <= cobs_longest_data);
  plain[0] = static_cast<std::uint8_t>(p.kind);
  plain[1] = static_cast<std::uint8_t>(p.sequence);
  plain[2] = static_cast<std::uint8_t>(p.sequence >> 8);
  std::size_t size = packet_header_bytes;
  for (const std::uint8_t byte : p.payload)
    plain[size++] = byte;
  const std::uint16_t crc = crc16({plain, size});
  plain[size++] = static_cast<std::uint8_t>(crc);
  plain[size++] = static_cast<std::uint8_t>(crc >> 8);

  const std::size_t stuffed = cobs_encode({plain, size}, out);
  out[stuffed] = 0;
  return stuffed + 1;
}

// Bytes off the line, in any state of disorder, to whole and undamaged packets.
template <std::size_t MaxPayload>
class packet_reader {
 public:
  // Takes the next byte. Calls sink(const packet&) if that ends a good packet, and corrupted() if
  // it ends anything else but nothing at all (two zeros in a row). The packet is valid during the
  // call.
  template <class Sink, class Corrupted>
  constexpr void push(std::uint8_t byte, Sink&& sink, Corrupted&& corrupted) {
    if (byte != 0) {
      // Of what is too long for a packet only that it is too long is remembered.
      if (size_ < sizeof bytes_) bytes_[size_] = byte;
      if (size_ <= sizeof bytes_) ++size_;
      return;
    }
    const std::size_t size = size_;
    size_ = 0;
    if (size == 0) return;
    const int decoded = size <= sizeof bytes_ ? cobs_decode({bytes_, size}) : -1;
    if (!good(decoded)) {
      corrupted();
      return;
    }
    const std::size_t payload =
        static_cast<std::size_t>(decoded) - packet_header_bytes - packet_checksum_bytes;
    sink(packet{static_cast<packet_kind>(bytes_[0]), word(1),
                std::span<const std::uint8_t>(bytes_ + packet_header_bytes, payload)});
  }

 private:
  static constexpr std::size_t most = line_bytes(MaxPayload) - 1;

  [[nodiscard]] constexpr std::uint16_t word(std::size_t at) const {
    return static_cast<std::uint16_t>(bytes_[at] | bytes_[at + 1] << 8);
  }

  [[nodiscard]] constexpr bool good(int decoded) const {
    if (decoded < static_cast<int>(packet_header_bytes + packet_checksum_bytes)) return false;
    const std::size_t checked = static_cast<std::size_t>(decoded) - packet_checksum_bytes;
    return crc16({bytes_, checked}) == word(checked);
  }

  std::uint8_t bytes_[most] = {};
  std::size_t size_ = 0;  // most + 1: too long
};

}  // namespace two_core
