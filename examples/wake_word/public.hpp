// SPDX-License-Identifier: Apache-2.0
// The models that the build converted, and when each fires. (A header made with its manifest says
// so itself: tyto-convert --manifest okay_nabu.json.)
#pragma once

#include "hey_jarvis.hpp"
#include "okay_nabu.hpp"
#include "vad.hpp"

namespace wake_words {

struct gate : vad::model {
  static constexpr tyto::kws::wake_word_settings wake_word{.cutoff = 0.5F, .window = 5};
};
struct first : okay_nabu::model {
  static constexpr tyto::kws::wake_word_settings wake_word{.cutoff = 0.85F, .window = 5};
};
struct second : hey_jarvis::model {
  static constexpr tyto::kws::wake_word_settings wake_word{.cutoff = 0.85F, .window = 5};
};

}  // namespace wake_words
