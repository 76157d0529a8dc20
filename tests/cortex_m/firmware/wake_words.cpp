// SPDX-License-Identifier: Apache-2.0
// Three networks that others made, on one micro front end, on the core itself. The command line
// names a WAV with what they must give behind its samples: a byte a step of the first, then of the
// second, then of the third.
#include <cstddef>
#include <cstdint>
#include <span>

#include "boards/board.hpp"
#include "text.hpp"
#include "tyto/audio/extractor.hpp"
#include "v2_hey_jarvis.hpp"
#include "v2_okay_nabu.hpp"
#include "v2_vad.hpp"
#include "wav_samples.hpp"

namespace {

constexpr int most_steps = 400;

using front_end =
    tyto::audio::extractor<v2_okay_nabu::model::front_end, v2_okay_nabu::model::stream::arch>;

template <class Model>
struct listener {
  using stream = typename Model::stream;
  static_assert(stream::row_elements == front_end::coefficients);

  stream network;
  std::uint8_t got[most_steps];
  int steps;

  void push(const std::int8_t* row) {
    static typename stream::arena arena;
    std::uint8_t output[1];
    if (network.push(row, output, arena) && steps < most_steps) got[steps++] = output[0];
  }

  // Whether the bytes are those that the file has next; says so.
  bool is_right() {
    int different = 0;
    for (int i = 0; i < steps; ++i) {
      std::uint8_t right = 0;
      different += board::read_file(&right, 1) == 1 && right == got[i] ? 0 : 1;
    }
    two_core::text_line line;
    line.add(Model::name).add(": ").add(steps).add(" steps, ").add(different).add(" different");
    board::say(line.view());
    return steps > 0 && steps < most_steps && different == 0;
  }
};

front_end features;
listener<v2_okay_nabu::model> first;
listener<v2_hey_jarvis::model> second;
listener<v2_vad::model> third;

}  // namespace

int program() {
  two_core::wav_samples wav(board::read_file);
  if (!board::open_file() ||
      wav.open(front_end::parameters.sample_rate) != two_core::wav_fault::none) {
    board::say("the recording cannot be read");
    return 1;
  }
  features.reset();
  first.network.reset();
  second.network.reset();
  third.network.reset();
  std::int16_t piece[97];
  while (const std::size_t count = wav.next(piece)) {
    features.push(std::span<const std::int16_t>(piece, count), [](front_end::frame_features frame) {
      first.push(frame.data());
      second.push(frame.data());
      third.push(frame.data());
    });
  }
  const bool right[] = {first.is_right(), second.is_right(), third.is_right()};
  std::uint8_t beyond = 0;
  if (board::read_file(&beyond, 1) != 0) {
    board::say("the file has more steps than there were");
    return 1;
  }
  return right[0] && right[1] && right[2] ? 0 : 1;
}
