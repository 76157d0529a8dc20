// SPDX-License-Identifier: Apache-2.0
// The micro front end on the core itself: first a made-up recording whose features are in this
// tree; then, if the command line names a file, a WAV with the features that it must have behind
// its samples (cat clip.wav clip.features.i8).
#include "tyto/audio/micro_front_end.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

#include "audio/micro_signal.hpp"
#include "audio/micro_signal_features.hpp"
#include "boards/board.hpp"
#include "text.hpp"
#include "tyto/arch/native.hpp"
#include "wav_samples.hpp"

namespace {

struct front_end {
  static constexpr tyto::audio::micro_parameters parameters = tyto::audio::micro_480_160;
};
using stream = tyto::audio::micro_front_end<front_end, tyto::arch::native>;

constexpr int channels = stream::coefficients;
constexpr int most_frames = 400;

stream features;
std::int8_t got[most_frames][std::size_t{channels}];
int frames;

void push(std::span<const std::int16_t> samples) {
  features.push(samples, [](stream::frame_features frame) {
    if (frames == most_frames) return;
    for (std::size_t c = 0; c < frame.size(); ++c)
      got[frames][c] = frame[c];
    ++frames;
  });
}

// Whether the features are those that next_frame() gives in turn, 0 after the last; says so.
template <class NextFrame>
bool report(const char* what, NextFrame&& next_frame) {
  int expected = 0;
  int different = 0;
  while (const std::int8_t* right = next_frame()) {
    for (std::size_t c = 0; c < std::size_t{channels}; ++c)
      different += expected < frames && got[expected][c] == right[c] ? 0 : 1;
    ++expected;
  }
  two_core::text_line line;
  line.add(what).add(": ").add(frames).add(" frames of ").add(expected).add(", ");
  board::say(line.add(different).add(" features different").view());
  return different == 0 && frames == expected && frames > 0;
}

bool made_up() {
  tyto::test::micro_signal signal;
  for (int i = 0; i < tyto::test::micro_signal::samples; ++i) {
    const std::int16_t sample = signal.next();
    push({&sample, 1});
  }
  int next = 0;
  return report("made-up recording", [&]() -> const std::int8_t* {
    if (next == tyto::test::micro_signal::frames) return nullptr;
    return tyto::test::micro_signal_features + channels * next++;
  });
}

bool recorded() {
  if (!board::open_file()) return true;
  features.reset();
  frames = 0;
  two_core::wav_samples wav(board::read_file);
  if (wav.open(front_end::parameters.sample_rate) != two_core::wav_fault::none) {
    board::say("the recording cannot be read");
    return false;
  }
  std::int16_t piece[97];
  while (const std::size_t count = wav.next(piece))
    push({piece, count});
  std::int8_t right[std::size_t{channels}];
  return report("recording", [&]() -> const std::int8_t* {
    return board::read_file(right, sizeof right) == sizeof right ? right : nullptr;
  });
}

}  // namespace

int program() {
  return made_up() && recorded() ? 0 : 1;
}
