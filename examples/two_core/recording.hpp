// SPDX-License-Identifier: Apache-2.0
// The microphone's stand-in: a WAV file, a piece of one hop at a time as a DMA would bring them,
// but as fast as they are taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "boards/board.hpp"
#include "text.hpp"
#include "wav_samples.hpp"

namespace two_core {

// Calls sink(std::span<const std::int16_t>) with all samples of the board's file, in order. Returns
// false, after having said why, when it is no such file as FrontEnd can hear.
template <class FrontEnd, class Sink>
bool play_recording(Sink&& sink) {
  if (!board::open_file()) {
    board::say("the recording cannot be opened");
    return false;
  }
  wav_samples wav(board::read_file);
  if (const wav_fault fault = wav.open(FrontEnd::parameters.sample_rate);
      fault != wav_fault::none) {
    board::say(text_line().add("the recording ").add(text_of(fault)).view());
    return false;
  }
  static std::int16_t piece[std::size_t{FrontEnd::hop}];
  while (const std::size_t count = wav.next(piece))
    sink(std::span<const std::int16_t>(piece, count));
  return true;
}

}  // namespace two_core
