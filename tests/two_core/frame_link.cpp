// SPDX-License-Identifier: Apache-2.0
// The line with faults put in: each is noticed, counted and survived.
#include "protocol/frame_link.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "numbered_frames.hpp"

namespace {

using namespace two_core::test;
using two_core::line_counters;
using two_core::packet_kind;

struct outcome {
  std::vector<int> heard;  // numbers of frames; start, end and strange of `journal`
  int lost = 0;            // as the handler was told
  line_counters counters;
  bool foreign = false;
};

// What a receiver makes of bytes.
class far_end {
 public:
  far_end& take(const bytes& line) {
    for (const std::uint8_t byte : line)
      receiver_.push(byte, journal_);
    return *this;
  }
  far_end& take(const std::vector<bytes>& packets) {
    for (const bytes& packet : packets)
      take(packet);
    return *this;
  }
  [[nodiscard]] outcome result() const {
    return {journal_.numbers, journal_.lost_frames, receiver_.counters(), receiver_.foreign()};
  }

 private:
  receiver receiver_{front_end};
  journal journal_;
};

// started, the frames of [0, count) but those left out, ended
std::vector<int> all_but(int count, const std::vector<int>& left_out = {}) {
  std::vector<int> numbers{journal::start};
  for (int i = 0; i < count; ++i) {
    if (std::find(left_out.begin(), left_out.end(), i) == left_out.end()) numbers.push_back(i);
  }
  numbers.push_back(journal::end);
  return numbers;
}

bytes packet_of(packet_kind kind, std::uint16_t sequence, const bytes& payload) {
  bytes out(64);
  out.resize(two_core::write_packet<32>({kind, sequence, payload}, out.data()));
  return out;
}

}  // namespace

TEST_CASE("two_core: a good line delivers every frame") {
  const outcome o = far_end().take(stream(200)).result();
  CHECK(o.heard == all_but(200));
  CHECK(o.counters == line_counters{.frames = 200});
}

TEST_CASE("two_core: sequence numbers wrap around") {
  const int count = 65536 + 300;
  std::vector<bytes> packets = stream(count);
  packets.erase(packets.begin() + first_frame + 65535, packets.begin() + first_frame + 65538);
  const outcome o = far_end().take(packets).result();
  CHECK(o.heard == all_but(count, {65535, 65536, 65537}));
  CHECK(o.counters == line_counters{.frames = std::uint32_t{count} - 3, .lost = 3});
}

TEST_CASE("two_core: each frame may be lost, the first and the last as well") {
  const int count = 12;
  for (int i = 0; i < count; ++i) {
    std::vector<bytes> packets = stream(count);
    packets.erase(packets.begin() + first_frame + i);
    const outcome o = far_end().take(packets).result();
    CHECK(o.heard == all_but(count, {i}));
    CHECK(o.lost == 1);
    CHECK(o.counters == line_counters{.frames = count - 1, .lost = 1});
  }
}

TEST_CASE("two_core: each packet may be repeated") {
  const int count = 12;
  for (std::size_t i = 0; i < stream(count).size(); ++i) {
    std::vector<bytes> packets = stream(count);
    packets.insert(packets.begin() + static_cast<std::ptrdiff_t>(i), packets[i]);
    const outcome o = far_end().take(packets).result();
    CHECK(o.heard == all_but(count));
    const bool is_frame = i >= first_frame && i < first_frame + count;
    CHECK(o.counters == line_counters{.frames = count, .repeated = is_frame ? 1U : 0U});
  }
}

TEST_CASE("two_core: an old frame that comes late is dropped, up to eight back") {
  std::vector<bytes> packets = stream(20);
  packets.insert(packets.begin() + first_frame + 15, packets[first_frame + 7]);
  const outcome o = far_end().take(packets).result();
  CHECK(o.heard == all_but(20));
  CHECK(o.counters == line_counters{.frames = 20, .repeated = 1});
}

TEST_CASE("two_core: every single wrong bit of every packet is survived") {
  const int count = 5;
  const std::vector<bytes> good = stream(count);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (std::size_t bit = 0; bit < 8 * good[i].size(); ++bit) {
      std::vector<bytes> packets = good;
      std::uint8_t& byte = packets[i][bit / 8];
      byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
      packets.push_back({0});
      const outcome o = far_end().take(packets).result();
      const auto frames = static_cast<int>(o.counters.frames);
      CHECK(std::count(o.heard.begin(), o.heard.end(), journal::strange) == 0);
      CHECK(o.counters.corrupted >= 1);
      CHECK(o.counters.corrupted <= 2);
      // A wrong final zero takes the next packet with it.
      CHECK(frames >= count - 2);
      CHECK(frames + static_cast<int>(o.counters.lost) == count);
      CHECK(o.lost == static_cast<int>(o.counters.lost));
      CHECK(o.counters.repeated + o.counters.restarts == 0);
      CHECK(o.heard.front() == journal::start);
      CHECK(o.heard.back() == journal::end);
    }
  }
}

TEST_CASE("two_core: a bad line for hours: nothing strange is delivered, everything is counted") {
  std::mt19937 random(5);
  const int count = 50000;
  std::vector<bytes> packets = stream(count);
  int dropped = 0;
  int repeated = 0;
  int damaged = 0;
  bytes line;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    bytes packet = packets[i];
    const bool is_frame = i >= first_frame && i < first_frame + static_cast<std::size_t>(count);
    switch (is_frame ? random() % 50 : 99) {
      case 0:
        ++dropped;
        packet.clear();
        break;
      case 1:
        ++repeated;
        packet.insert(packet.end(), packets[i].begin(), packets[i].end());
        break;
      case 2: {  // a byte to another that is no zero
        ++damaged;
        std::uint8_t& byte = packet[random() % (packet.size() - 1)];
        byte = static_cast<std::uint8_t>(byte % 255 + 1);
        break;
      }
      case 3:  // a part is missing
        ++damaged;
        packet.erase(packet.begin() + static_cast<std::ptrdiff_t>(random() % 10 + 1));
        break;
      case 4:  // noise before it, which then is part of it
        ++damaged;
        packet.insert(packet.begin(), random() % 40 + 1, 0xA5);
        break;
      default:
        break;
    }
    line.insert(line.end(), packet.begin(), packet.end());
  }
  const outcome o = far_end().take(line).result();
  CHECK(dropped > 500);
  CHECK(o.counters.repeated == static_cast<std::uint32_t>(repeated));
  CHECK(o.counters.corrupted == static_cast<std::uint32_t>(damaged));
  CHECK(o.counters.lost == static_cast<std::uint32_t>(dropped + damaged));
  CHECK(o.counters.frames + o.counters.lost == static_cast<std::uint32_t>(count));
  CHECK(std::count(o.heard.begin(), o.heard.end(), journal::strange) == 0);
  CHECK(std::is_sorted(o.heard.begin() + 1, o.heard.end() - 1));
}

TEST_CASE("two_core: random bytes are survived, and a stream after them is heard") {
  std::mt19937 random(6);
  bytes line(200000);
  for (std::uint8_t& byte : line)
    byte = static_cast<std::uint8_t>(random() % 4 == 0 ? random() % 3 : random());
  far_end far;
  far.take(line);
  const line_counters before = far.result().counters;
  CHECK(before.corrupted > 1000);
  CHECK(before.frames == 0);
  const outcome o = far.take(stream(30)).result();
  CHECK(o.counters.frames == 30);
  CHECK(o.counters.lost == 0);
}

TEST_CASE("two_core: one of three start packets is enough, and none as well") {
  for (std::size_t lost = 0; lost <= 3; ++lost) {
    std::vector<bytes> packets = stream(10);
    packets.erase(packets.begin(), packets.begin() + static_cast<std::ptrdiff_t>(lost));
    const outcome o = far_end().take(packets).result();
    CHECK(o.heard == all_but(10));
    CHECK(o.counters == line_counters{.frames = 10});
  }
}

TEST_CASE("two_core: a receiver that joins a stream takes it from there") {
  std::vector<bytes> packets = stream(100);
  packets.erase(packets.begin(), packets.begin() + first_frame + 60);
  packets.front().erase(packets.front().begin(), packets.front().begin() + 5);  // in mid-packet
  const outcome o = far_end().take(packets).result();
  CHECK(o.heard.front() == journal::start);
  CHECK(o.heard[1] == 61);
  CHECK(o.counters == line_counters{.frames = 39, .corrupted = 1});
}

TEST_CASE("two_core: a sender that is restarted begins a new stream") {
  std::vector<bytes> first = stream(40);
  first.resize(first_frame + 30);
  far_end far;
  const outcome o = far.take(first).take(stream(20)).result();
  CHECK(o.counters == line_counters{.frames = 50, .restarts = 1});
  CHECK(std::count(o.heard.begin(), o.heard.end(), journal::start) == 2);

  // Its start packets lost: its first frame is far behind.
  std::vector<bytes> second = stream(20);
  second.erase(second.begin(), second.begin() + first_frame);
  const outcome p = far_end().take(first).take(second).result();
  CHECK(p.counters == line_counters{.frames = 50, .restarts = 1});
}

TEST_CASE("two_core: frames that are lost at the end are noticed") {
  std::vector<bytes> packets = stream(30);
  packets.erase(packets.begin() + first_frame + 20, packets.begin() + first_frame + 30);
  const outcome o = far_end().take(packets).result();
  CHECK(o.counters == line_counters{.frames = 20, .lost = 10});
}

TEST_CASE("two_core: frames of another front end are refused until the right one is back") {
  sender other(front_end + 1);
  bytes line;
  const auto write = [&](std::span<const std::uint8_t> out) {
    line.insert(line.end(), out.begin(), out.end());
  };
  other.start(write);
  for (int i = 0; i < 5; ++i)
    other.frame(numbered(i), write);
  other.end(write);
  far_end far;
  const outcome o = far.take(line).result();
  CHECK(o.foreign);
  CHECK(o.heard.empty());
  CHECK(o.counters == line_counters{.refused = 5});

  const outcome p = far.take(stream(7)).result();
  CHECK(!p.foreign);
  CHECK(p.heard == all_but(7));
}

TEST_CASE("two_core: packets that are whole but none of this protocol count as corrupted") {
  const outcome o = far_end()
                        .take(packet_of(packet_kind{9}, 0, {}))
                        .take(packet_of(packet_kind::frame, 0, bytes(coefficients - 1)))
                        .take(packet_of(packet_kind::start, 0, bytes(5)))
                        .take(packet_of(packet_kind::end, 0, bytes(1)))
                        .result();
  CHECK(o.heard.empty());
  CHECK(o.counters == line_counters{.corrupted = 4});
}
