// SPDX-License-Identifier: Apache-2.0
// expect: Model has no labels; .* for a wake word, which has one output, tyto::kws::wake_words
// expect: stated_labels<wake_words::tone<wake_words::hum>, false>
// one error
#include "../../examples/wake_word/tones.hpp"

#ifdef TYTO_MUST_COMPILE
tyto::kws::wake_words<wake_words::first> ears;
#else
tyto::kws::detector<wake_words::first> ears;
#endif

void hear(std::span<const std::int16_t> samples) {
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
