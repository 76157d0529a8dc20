// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/extents.hpp"

namespace tyto::audio {

// Cuts a stream of samples into frames: frame i holds the samples [i * Hop, i * Hop + Window)
// since construction or reset(). How the samples are cut into calls changes nothing. Each sample is
// copied once when it comes, and once more for each frame after the first that it is part of.
template <int Window, int Hop>
class frame_stream {
  static_assert(1 <= Hop && Hop <= Window,
                "tyto: a frame_stream has a frame of Window samples each Hop, needed 1 <= Hop <= "
                "Window; cure: the parameters of a front end that is valid");

 public:
  using frame = span_of<const std::int16_t, Window>;

  // Calls sink(frame) for each frame that the samples complete. The sink may reset() the stream.
  template <class Sink>
  constexpr void push(std::span<const std::int16_t> samples, Sink&& sink) {
    while (!samples.empty()) {
      const std::size_t room = std::size_t{Window} - static_cast<std::size_t>(filled_);
      const std::size_t count = samples.size() < room ? samples.size() : room;
      for (std::size_t i = 0; i < count; ++i)
        history_[static_cast<std::size_t>(filled_) + i] = samples[i];
      filled_ += static_cast<int>(count);
      samples = samples.subspan(count);
      if (filled_ == Window) complete(sink);
    }
  }

  // Forgets the samples of an unfinished frame.
  constexpr void reset() { filled_ = 0; }

 private:
  template <class Sink>
  constexpr void complete(Sink& sink) {
    // Before the sink is called, which may reset: then what is kept below is not looked at.
    filled_ = Window - Hop;
    sink(frame(history_));
    for (std::size_t i = Hop; i < std::size_t{Window}; ++i)
      history_[i - Hop] = history_[i];
  }

  array_of<std::int16_t, Window> history_{};
  int filled_ = 0;
};

}  // namespace tyto::audio
