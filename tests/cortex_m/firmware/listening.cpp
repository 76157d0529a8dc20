// SPDX-License-Identifier: Apache-2.0
// How many instructions a second of listening takes on a Cortex-M, from samples to events, by
// either bundled model and, where the build has one (TYTO_LISTENING_WAKE_WORD names its namespace),
// by a wake word that others made. For QEMU with -icount shift=0, as instructions.cpp is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>

#include "boards/board.hpp"
#include "cortex_m/firmware/timer.hpp"
#include "ds_cnn_s.hpp"
#include "ds_cnn_stream.hpp"
#include "text.hpp"
#ifdef TYTO_LISTENING_WAKE_WORD
#include "tyto/kws/wake_word.hpp"
#include "v2_okay_nabu.hpp"
#endif

namespace {

using streaming = tyto::kws::detector<ds_cnn_stream::model>;
using whole_windows = tyto::kws::detector<ds_cnn_s::model>;

// One detector after the other: the board has no room for all. (A wake word takes less.)
alignas(std::max(alignof(streaming), alignof(whole_windows)))
    std::byte room[std::max(sizeof(streaming), sizeof(whole_windows))];

// The second second of noise through a detector as it is when it is told nothing. False if that is
// over the budget.
template <class Detector>
bool count_second(const char* name, std::int64_t budget) {
  static_assert(sizeof(Detector) <= sizeof room);
  auto& ears = *new (room) Detector;
  constexpr auto chunk = std::size_t{Detector::sample_rate} / 100;
  std::int64_t total = 0;
  std::uint32_t noise = 1;
  for (int i = 0; i < 200; ++i) {
    std::int16_t samples[chunk];
    for (std::int16_t& x : samples) {
      noise = noise * 1664525U + 1013904223U;
      x = static_cast<std::int16_t>(static_cast<std::int32_t>(noise >> 16U & 0xFFFU) - 2048);
    }
    const std::uint32_t begin = timer::ticks();
    ears.push(samples, [](const tyto::kws::event&) {});
    if (i >= 100) total += timer::instructions_since(begin);
  }
  two_core::text_line line;
  line.add("a second of listening, ").add(name).add(": ").add(total).add(" instructions, ");
  board::say(line.add(std::int64_t{sizeof ears}).add(" bytes of RAM").view());
  return total <= budget;
}

}  // namespace

int program() {
  timer::start();
  bool fits = count_second<streaming>("ds_cnn_stream", 6'000'000) &&
              count_second<whole_windows>("ds_cnn_s every 100 ms", 31'000'000);
#ifdef TYTO_LISTENING_WAKE_WORD
  using wake_word = tyto::kws::wake_words<TYTO_LISTENING_WAKE_WORD::model>;
  fits = count_second<wake_word>("okay_nabu", 7'000'000) && fits;
#endif
  if (!fits) board::say("that is over the budget");
  return fits ? 0 : 1;
}
