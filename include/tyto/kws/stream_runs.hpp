// SPDX-License-Identifier: Apache-2.0
// The third way to run a network on a stream of frames, beside whole windows and what is new of
// them: a network that streams takes the frames themselves and keeps what it needs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/graph/stream.hpp"

namespace tyto::kws {

namespace checks {

template <class Stream, int RowElements, int Coefficients>
struct frame_a_row {
  static_assert(RowElements == Coefficients,
                "tyto: a row of the stream's input has RowElements, the front end's frame "
                "Coefficients; cure: convert the model with the front end it was trained with");
};

}  // namespace checks

// Stream: a graph::stream whose rows are frames of Coefficients features.
template <class Stream, int Coefficients>
class stream_runs {
  static_assert(sizeof(checks::frame_a_row<Stream, Stream::row_elements, Coefficients>) != 0);

 public:
  // Frames from one output to the next; no other hop is possible.
  static constexpr int hop_frames = Stream::rows_per_step;

  // Multiply-accumulates of one step.
  static constexpr std::int64_t macs = Stream::macs_per_step;

  // A new start, as if `silence`, one frame, had come for as long as the network sees. A network
  // that is written as steps sees no known time: it starts as its file says.
  void restart(const typename Stream::input_element* silence) {
    stream_.reset();
    typename Stream::output_element ignored[std::size_t{Stream::output_elements}];
    for (int i = 0; i < Stream::warm_up_steps * hop_frames; ++i)
      stream_.push(silence, ignored, arena_);
  }

  // Takes the next frame; true if an output was written.
  template <class Hook = graph::no_hook>
  bool push(const typename Stream::input_element* frame, typename Stream::output_element* output,
            Hook&& hook = {}) {
    return stream_.push(frame, output, arena_, hook);
  }

 private:
  Stream stream_{};
  typename Stream::arena arena_{};
};

}  // namespace tyto::kws
