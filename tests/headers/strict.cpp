// SPDX-License-Identifier: Apache-2.0
// A program as a firmware writes it, under the warnings that firmware is compiled with: the headers
// must be clean without -isystem. Templates are checked where they are instantiated, so it has a
// whole detector, run through.
#include <cstdint>
#include <span>

#include "ds_cnn_s.hpp"
#include "tyto/arch/dispatch.hpp"

namespace {

tyto::kws::detector<ds_cnn_s::model> ears;
tyto::audio::sample_ring<2048> ring;
int words = 0;

}  // namespace

int hear(std::span<const std::int16_t> samples) {
  ring.write(samples);
  ears.drain(ring, [](const tyto::kws::event& heard) { words += heard.label; });
  return words;
}
