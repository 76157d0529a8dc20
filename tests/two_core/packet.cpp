// SPDX-License-Identifier: Apache-2.0
#include "protocol/packet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace {

using two_core::packet;
using two_core::packet_kind;
using bytes = std::vector<std::uint8_t>;

constexpr std::size_t longest = 10;

bytes written(const packet& p) {
  bytes out(two_core::line_bytes(longest));
  out.resize(two_core::write_packet<longest>(p, out.data()));
  return out;
}

struct read_back {
  std::vector<bytes> payloads;
  std::vector<int> sequences;
  int corrupted = 0;
};

read_back read(const bytes& line) {
  two_core::packet_reader<longest> reader;
  read_back result;
  for (const std::uint8_t byte : line) {
    reader.push(
        byte,
        [&](const packet& p) {
          CHECK(p.kind == packet_kind::frame);
          result.payloads.emplace_back(p.payload.begin(), p.payload.end());
          result.sequences.push_back(p.sequence);
        },
        [&] { ++result.corrupted; });
  }
  return result;
}

}  // namespace

TEST_CASE("two_core: a packet's bytes are as its header file draws them") {
  const bytes payload{0x7F, 0x00, 0x80};
  const bytes line = written({packet_kind::frame, 0x0102, payload});
  CHECK(line.size() == two_core::line_bytes(payload.size()));
  // 02 02 01 7F | 80 crc crc, each piece with its length + 1 before it
  CHECK(bytes(line.begin(), line.begin() + 7) == bytes{5, 0x02, 0x02, 0x01, 0x7F, 4, 0x80});
  const bytes checked{0x02, 0x02, 0x01, 0x7F, 0x00, 0x80};
  const std::uint16_t crc = two_core::crc16(checked);
  CHECK(line[7] == (crc & 0xFF));
  CHECK(line[8] == crc >> 8);
  CHECK(line[9] == 0);
}

TEST_CASE("two_core: packets of every size come back") {
  for (std::size_t size = 0; size <= longest; ++size) {
    const bytes payload(size, 0x55);
    const read_back back = read(written({packet_kind::frame, 65535, payload}));
    CHECK(back.payloads == std::vector<bytes>{payload});
    CHECK(back.sequences == std::vector<int>{65535});
    CHECK(back.corrupted == 0);
  }
}

TEST_CASE("two_core: no wrong byte anywhere in a packet goes unnoticed") {
  const bytes payload{1, 0, 255, 0, 0, 128, 7, 7, 0, 3};
  const bytes good = written({packet_kind::frame, 300, payload});
  for (std::size_t at = 0; at + 1 < good.size(); ++at) {
    for (unsigned change = 1; change < 256; ++change) {
      bytes line = good;
      line[at] = static_cast<std::uint8_t>(line[at] ^ change);
      // A zero makes two packets of it, but for one at either end.
      const bool now_two = line[at] == 0 && at > 0 && at + 2 < good.size();
      line.insert(line.end(), good.begin(), good.end());
      const read_back back = read(line);
      CHECK(back.payloads == std::vector<bytes>{payload});
      CHECK(back.corrupted == (now_two ? 2 : 1));
    }
  }
}

TEST_CASE("two_core: noise of any length is one corrupted packet, and the next is read") {
  const bytes payload{9, 8, 7};
  const bytes good = written({packet_kind::frame, 1, payload});
  for (std::size_t size = 1; size < 600; size = size + 1 + size / 3) {
    bytes line(size, 0xFF);
    line.push_back(0);
    line.insert(line.end(), good.begin(), good.end());
    const read_back back = read(line);
    CHECK(back.payloads == std::vector<bytes>{payload});
    CHECK(back.corrupted == 1);
  }
  CHECK(read(bytes(100, 0)).corrupted == 0);
}

TEST_CASE("two_core: what is shorter than a packet is none, even with a right checksum") {
  const bytes kind_only{2};
  const std::uint16_t crc = two_core::crc16(kind_only);
  const bytes plain{2, static_cast<std::uint8_t>(crc), static_cast<std::uint8_t>(crc >> 8)};
  bytes line(plain.size() + 2);
  line[two_core::cobs_encode(plain, line.data())] = 0;
  const read_back back = read(line);
  CHECK(back.payloads.empty());
  CHECK(back.corrupted == 1);
}
