// SPDX-License-Identifier: Apache-2.0
// A program as a firmware writes it, under the warnings that firmware is compiled with: the headers
// must be clean without -isystem. Templates are checked where they are instantiated, so it has
// whole detectors, run through: of windows, of a stream, of wake words on the integer front end.
#include <cstdint>
#include <span>

#include "ds_cnn_s.hpp"
#include "ds_cnn_stream.hpp"
#include "tones.hpp"
#include "tyto/arch/dispatch.hpp"

namespace {

tyto::kws::detector<ds_cnn_s::model> ears;
tyto::kws::detector<ds_cnn_stream::model> streaming_ears;
tyto::kws::gated_wake_words<wake_words::gate, wake_words::first, wake_words::second> waking_ears;
tyto::audio::sample_ring<2048> ring;
int words = 0;

}  // namespace

int hear(std::span<const std::int16_t> samples) {
  const auto count = [](const tyto::kws::event& heard) { words += heard.label; };
  streaming_ears.push(samples, count);
  waking_ears.push(samples, count);
  ring.write(samples);
  ears.drain(ring, count);
  return words;
}
