// SPDX-License-Identifier: Apache-2.0
// expect: Model has Outputs outputs, a wake word has 1: its probability; cure: tyto::kws::detector
// expect: wake_word_output<my_model, 12, true>
#include "tyto/kws/wake_word.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_model;
tyto::kws::checks::wake_word_output<my_model, 1, true> check;
#else
struct my_model;
tyto::kws::checks::wake_word_output<my_model, 12, true> check;
#endif
