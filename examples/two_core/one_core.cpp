// SPDX-License-Identifier: Apache-2.0
// The whole detector on one core, samples to events: what two are compared with.
#include <cstdint>
#include <span>

#include "boards/board.hpp"
#include "ds_cnn_s.hpp"
#include "recording.hpp"
#include "report.hpp"

namespace {

using model = ds_cnn_s::model;
using front_end = tyto::audio::mfcc<model::front_end>;

tyto::kws::detector<model> ears;

}  // namespace

int program() {
  board::set_leds(two_core::leds_dark);
  std::int64_t heard = 0;
  const bool played =
      two_core::play_recording<front_end>([&](std::span<const std::int16_t> samples) {
        heard += static_cast<std::int64_t>(samples.size());
        ears.push(samples, [](const tyto::kws::event& e) {
          board::set_leds(two_core::leds_for(e.name));
          board::say(two_core::event_line(e, board::leds()).view());
        });
      });
  if (!played) return 1;
  const std::int64_t frames =
      heard < front_end::window ? 0 : 1 + (heard - front_end::window) / front_end::hop;
  two_core::text_line line;
  line.add("one core: detector ").add(std::int64_t{sizeof ears}).add(" bytes, of these arena ");
  line.add(std::int64_t{model::network::arena_bytes}).add(", front end ");
  board::say(line.add(std::int64_t{sizeof(front_end)}).view());
  board::say(two_core::totals_line("one core", frames, board::stack_bytes_used()).view());
  return 0;
}
