// SPDX-License-Identifier: Apache-2.0
// The core with the network: feature frames in over the line, events as lamps and text out.
#include <cstdint>

#include "boards/board.hpp"
#include "ds_cnn_s.hpp"
#include "line_detector.hpp"
#include "report.hpp"

namespace {

two_core::line_detector<ds_cnn_s::model> ears;

// Says what goes wrong on the line when it does, not only at the end.
class line_watch {
 public:
  void look(const two_core::line_counters& now, bool foreign) {
    if (now.lost != seen_.lost || now.repeated != seen_.repeated ||
        now.corrupted != seen_.corrupted || now.restarts != seen_.restarts) {
      board::say(two_core::counters_line(now).view());
      seen_ = now;
    }
    if (foreign && !foreign_) board::say("the other core has another front end: frames refused");
    foreign_ = foreign;
  }

 private:
  two_core::line_counters seen_;
  bool foreign_ = false;
};

line_watch watch;

}  // namespace

// Until the stream's end; a device has none.
int program() {
  board::set_leds(two_core::leds_dark);
  bool over = false;
  while (!over) {
    const int byte = board::receive();
    if (byte < 0) {
      board::say("the line is gone before the stream's end");
      return 1;
    }
    ears.push(
        static_cast<std::uint8_t>(byte),
        [](const tyto::kws::event& e) {
          board::set_leds(two_core::leds_for(e.name));
          board::say(two_core::event_line(e, board::leds()).view());
        },
        [&] { over = true; });
    watch.look(ears.counters(), ears.foreign());
  }
  board::say(two_core::counters_line(ears.counters()).view());
  board::say(
      two_core::totals_line("network core", ears.frames(), board::stack_bytes_used()).view());
  return 0;
}
