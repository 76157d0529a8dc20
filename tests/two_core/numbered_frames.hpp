// SPDX-License-Identifier: Apache-2.0
// Streams of frames that carry their numbers, and what came of them at the other end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "protocol/frame_link.hpp"

namespace two_core::test {

using bytes = std::vector<std::uint8_t>;

inline constexpr int coefficients = 10;
inline constexpr std::uint32_t front_end = 0x12345678;

using frame = feature_frame<coefficients>;
using sender = frame_sender<coefficients>;
using receiver = frame_receiver<coefficients>;

// With zeros enough to keep COBS busy.
inline frame numbered(int number) {
  frame f{};
  for (std::size_t i = 0; i < 3; ++i)
    f[i] = static_cast<std::int8_t>(number >> (8 * i));
  f[5] = static_cast<std::int8_t>(number * 7);
  f[9] = static_cast<std::int8_t>(number % 3);
  return f;
}

// What a receiver's handler is told.
struct journal {
  // In `numbers`, beside those of frames.
  static constexpr int start = -1;
  static constexpr int end = -2;
  static constexpr int strange = -3;  // a frame that was never sent

  std::vector<int> numbers;
  int lost_frames = 0;

  void started() { numbers.push_back(start); }
  void lost(int count) { lost_frames += count; }
  void ended() { numbers.push_back(end); }
  void received(const frame& f) {
    int number = 0;
    for (std::size_t i = 0; i < 3; ++i)
      number |= static_cast<std::uint8_t>(f[i]) << (8 * i);
    numbers.push_back(f == numbered(number) ? number : strange);
  }
};

// Packets as they go over the line: three starts, the frames, three ends. (The zero before the
// first start is part of it here.)
inline std::vector<bytes> stream(int frames) {
  std::vector<bytes> packets;
  bytes lead;
  const auto write = [&](std::span<const std::uint8_t> out) {
    lead.insert(lead.end(), out.begin(), out.end());
    if (out.size() == 1) return;
    packets.push_back(lead);
    lead.clear();
  };
  sender s(front_end);
  s.start(write);
  for (int i = 0; i < frames; ++i)
    s.frame(numbered(i), write);
  s.end(write);
  return packets;
}

inline constexpr std::ptrdiff_t first_frame = 3;  // of stream()

}  // namespace two_core::test
