// SPDX-License-Identifier: Apache-2.0
// A one-way line for feature frames. The receiver notices and counts whatever a line can do to
// packets, and is back in step with the first good one: nothing is asked for again, since by the
// time it came its moment would have passed.
//
// The start packet's payload: version of this protocol (1 byte), coefficients of a frame (1 byte),
// front_end_id (4 bytes, little-endian).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "protocol/packet.hpp"

namespace two_core {

inline constexpr std::uint8_t protocol_version = 1;
inline constexpr std::size_t start_payload_bytes = 6;

constexpr std::size_t largest_payload(int coefficients) {
  const auto frame = static_cast<std::size_t>(coefficients);
  return frame > start_payload_bytes ? frame : start_payload_bytes;
}

// Quantised features of one frame.
template <int Coefficients>
using feature_frame = std::array<std::int8_t, static_cast<std::size_t>(Coefficients)>;

// Feature frames to bytes. Each function calls write(std::span<const std::uint8_t>) once a packet.
template <int Coefficients>
class frame_sender {
 public:
  constexpr explicit frame_sender(std::uint32_t front_end_id) : front_end_id_(front_end_id) {}

  // Begins a stream. Sent several times over, for this is what a receiver must not miss; the first
  // has a zero before it, which ends whatever noise was on the line.
  template <class Write>
  constexpr void start(Write&& write) {
    sequence_ = 0;
    const std::uint8_t zero = 0;
    write(std::span<const std::uint8_t>(&zero, 1));
    const std::uint8_t payload[start_payload_bytes] = {
        protocol_version,          std::uint8_t{Coefficients}, byte_of(front_end_id_, 0),
        byte_of(front_end_id_, 1), byte_of(front_end_id_, 2),  byte_of(front_end_id_, 3)};
    for (int i = 0; i < announcements; ++i)
      send({packet_kind::start, sequence_, payload}, write);
  }

  template <class Write>
  constexpr void frame(const feature_frame<Coefficients>& values, Write&& write) {
    std::uint8_t payload[sizeof(feature_frame<Coefficients>)] = {};
    for (std::size_t i = 0; i < values.size(); ++i)
      payload[i] = static_cast<std::uint8_t>(values[i]);
    send({packet_kind::frame, sequence_++, payload}, write);
  }

  // Ends the stream, so that frames lost at its very end are noticed too.
  template <class Write>
  constexpr void end(Write&& write) const {
    for (int i = 0; i < announcements; ++i)
      send({packet_kind::end, sequence_, {}}, write);
  }

 private:
  static constexpr int announcements = 3;
  static constexpr std::size_t payload_bytes = largest_payload(Coefficients);

  static constexpr std::uint8_t byte_of(std::uint32_t word, int byte) {
    return static_cast<std::uint8_t>(word >> (8 * byte));
  }

  template <class Write>
  static constexpr void send(const packet& p, Write& write) {
    std::uint8_t bytes[line_bytes(payload_bytes)] = {};
    const std::size_t size = write_packet<payload_bytes>(p, bytes);
    write(std::span<const std::uint8_t>(bytes, size));
  }

  std::uint32_t front_end_id_;
  std::uint16_t sequence_ = 0;
};

// What a receiver has seen since it was made.
struct line_counters {
  std::uint32_t frames = 0;     // delivered
  std::uint32_t lost = 0;       // missing in the sequence, whatever became of them
  std::uint32_t repeated = 0;   // delivered before, dropped
  std::uint32_t corrupted = 0;  // packets with a wrong checksum, length or kind, dropped
  std::uint32_t restarts = 0;   // streams that began, but for the first
  std::uint32_t refused = 0;    // frames dropped since another front end made them

  friend constexpr bool operator==(const line_counters&, const line_counters&) = default;
};

// Bytes to feature frames.
template <int Coefficients>
class frame_receiver {
 public:
  using frame = feature_frame<Coefficients>;

  constexpr explicit frame_receiver(std::uint32_t front_end_id) : front_end_id_(front_end_id) {}

  // Takes the next byte off the line and calls of `handler`, which has them all,
  //   started()                a stream begins: what came before has nothing to do with what comes
  //   lost(int count)          so many frames are missing before the next
  //   received(frame)    the next frame, int8 values as bytes; valid during the call
  //   ended()                  the stream is over
  // A stream that begins without its start packet (all of them lost, or the sender was restarted)
  // is begun by its first frame.
  template <class Handler>
  constexpr void push(std::uint8_t byte, Handler& handler) {
    reader_.push(
        byte, [&](const packet& p) { take(p, handler); }, [&] { ++counters_.corrupted; });
  }

  [[nodiscard]] constexpr const line_counters& counters() const { return counters_; }

  // Whether the last start packet came from a core with another front end: its frames are refused.
  [[nodiscard]] constexpr bool foreign() const { return state_ == state::foreign; }

 private:
  enum class state : std::uint8_t { idle, fresh, running, foreign };

  // A packet that comes twice comes at once or nearly so; one that is further behind is the first
  // of a sender that was restarted.
  static constexpr int repeat_reach = 8;

  template <class Handler>
  constexpr void take(const packet& p, Handler& handler) {
    switch (p.kind) {
      case packet_kind::start:
        if (p.payload.size() == start_payload_bytes) return take_start(p, handler);
        break;
      case packet_kind::frame:
        if (p.payload.size() == std::size_t{Coefficients}) return take_frame(p, handler);
        break;
      case packet_kind::end:
        if (p.payload.empty()) return take_end(p, handler);
        break;
    }
    ++counters_.corrupted;
  }

  // Frames from `expected_` to `sequence`; negative when it is behind. Sequence numbers are modulo
  // 2^16.
  [[nodiscard]] constexpr int ahead(std::uint16_t sequence) const {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(sequence - expected_));
  }

  template <class Handler>
  constexpr void begin(std::uint16_t sequence, Handler& handler) {
    if (begun_) ++counters_.restarts;
    begun_ = true;
    expected_ = sequence;
    handler.started();
  }

  template <class Handler>
  constexpr void take_start(const packet& p, Handler& handler) {
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < 4; ++i)
      id |= static_cast<std::uint32_t>(p.payload[2 + i]) << (8 * i);
    if (p.payload[0] != protocol_version || p.payload[1] != Coefficients || id != front_end_id_) {
      state_ = state::foreign;
      return;
    }
    if (state_ == state::fresh && p.sequence == expected_) return;  // said again
    state_ = state::fresh;
    begin(p.sequence, handler);
  }

  template <class Handler>
  constexpr void take_frame(const packet& p, Handler& handler) {
    if (state_ == state::foreign) {
      ++counters_.refused;
      return;
    }
    const int distance = ahead(p.sequence);
    if (state_ == state::idle || distance < -repeat_reach) {
      begin(p.sequence, handler);
    } else if (distance < 0) {
      ++counters_.repeated;
      return;
    } else if (distance > 0) {
      counters_.lost += static_cast<std::uint32_t>(distance);
      handler.lost(distance);
    }
    state_ = state::running;
    expected_ = static_cast<std::uint16_t>(p.sequence + 1);
    ++counters_.frames;
    frame values{};
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<std::int8_t>(p.payload[i]);
    handler.received(values);
  }

  template <class Handler>
  constexpr void take_end(const packet& p, Handler& handler) {
    if (state_ != state::running && state_ != state::fresh) return;  // said again
    if (const int distance = ahead(p.sequence); distance > 0) {
      counters_.lost += static_cast<std::uint32_t>(distance);
      handler.lost(distance);
    }
    state_ = state::idle;
    handler.ended();
  }

  packet_reader<largest_payload(Coefficients)> reader_;
  line_counters counters_;
  std::uint32_t front_end_id_;
  std::uint16_t expected_ = 0;
  state state_ = state::idle;
  bool begun_ = false;
};

}  // namespace two_core
