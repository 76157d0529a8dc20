// SPDX-License-Identifier: Apache-2.0
// A keyword detector at the far end of a line: bytes in, events out.
#pragma once

#include <cstdint>

#include "protocol/frame_link.hpp"
#include "protocol/front_end_id.hpp"
#include "tyto/kws/event.hpp"
#include "tyto/kws/frame_detector.hpp"

namespace two_core {

// On a line that loses nothing its events equal tyto::kws::detector<Model>'s on the samples, byte
// for byte. A lost frame is taken to have been like the one before it, so that time goes on; when
// more are lost than the network sees at once, the detector starts anew, and time goes on as well.
template <class Model>
class line_detector {
  using detector = tyto::kws::frame_detector<Model>;
  using receiver = frame_receiver<detector::coefficients>;

 public:
  // Takes the next byte off the line. Calls sink(const tyto::kws::event&) for each event, and
  // ended() when the stream is over.
  template <class Sink, class Ended>
  void push(std::uint8_t byte, Sink&& sink, Ended&& ended) {
    handler<Sink, Ended> h{*this, sink, ended};
    receiver_.push(byte, h);
  }

  [[nodiscard]] const line_counters& counters() const { return receiver_.counters(); }
  [[nodiscard]] bool foreign() const { return receiver_.foreign(); }

  // Frames since the stream began, lost ones included.
  [[nodiscard]] std::int64_t frames() const { return frames_; }

 private:
  static constexpr int hop = Model::front_end::parameters.hop;

  template <class Sink, class Ended>
  struct handler {
    line_detector& self;
    Sink& sink;
    Ended& on_end;

    void started() { self.start(); }
    void lost(int count) { self.lose(count, sink); }
    void received(const typename receiver::frame& frame) {
      self.last_ = frame;
      self.take(sink);
    }
    void ended() { on_end(); }
  };

  void start() {
    detector_.reset();
    last_ = detector::silence;
    frames_ = 0;
    skipped_ = 0;
  }

  template <class Sink>
  void lose(int count, Sink& sink) {
    if (count > detector::window_frames) {
      detector_.reset();
      frames_ += count;
      skipped_ = frames_;
      return;
    }
    for (int i = 0; i < count; ++i)
      take(sink);
  }

  template <class Sink>
  void take(Sink& sink) {
    ++frames_;
    detector_.push(last_, [&](tyto::kws::event e) {
      e.samples += skipped_ * hop;
      e.time_ms = e.samples * 1000 / detector::sample_rate;
      sink(static_cast<const tyto::kws::event&>(e));
    });
  }

  receiver receiver_{front_end_id<Model>()};
  detector detector_;
  typename receiver::frame last_ = detector::silence;
  std::int64_t frames_ = 0;
  std::int64_t skipped_ = 0;  // frames before the detector's last reset
};

}  // namespace two_core
