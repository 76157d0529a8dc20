// SPDX-License-Identifier: Apache-2.0
// Two wake words on one front end, behind a gate that says whether there is anything to hear:
//
//   arecord -t raw -f S16_LE -r 16000 -c 1 | wake_word
//
// Prints a line an event: milliseconds from the start, the word, its mean probability. The build
// names the models (TYTO_WAKE_WORDS), as tyto-convert --manifest makes them; without, they are the
// hand-written ones of tones.hpp.
#include <cstdint>
#include <cstdio>

#ifdef TYTO_WAKE_WORDS_HEADER
#include TYTO_WAKE_WORDS_HEADER
#else
#include "tones.hpp"
#endif

// All the RAM that listening takes: state of three networks, one front end, one working memory.
static tyto::kws::gated_wake_words<wake_words::gate, wake_words::first, wake_words::second> ears;
static_assert(sizeof(ears) <= 20 * 1024);

int main() {
  std::int16_t samples[160];
  while (const std::size_t n = std::fread(samples, 2, 160, stdin))
    ears.push({samples, n}, [](const tyto::kws::event& heard) {
      std::printf("%lld %s %.2f\n", static_cast<long long>(heard.time_ms), heard.name,
                  static_cast<double>(heard.score));
    });
}
