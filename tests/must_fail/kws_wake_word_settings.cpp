// SPDX-License-Identifier: Apache-2.0
// expect: Model::wake_word is out of range, needed a cut-off of 0 to under 1, a window of 1 to 64
// runs and ignore_ms of at least 0; cure: expect: wake_word_settings_of<my_model, false>
#include "tyto/kws/wake_word.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_model;
tyto::kws::checks::wake_word_settings_of<my_model, tyto::kws::valid_settings({.cutoff = 0.9F})>
    check;
#else
struct my_model;
tyto::kws::checks::wake_word_settings_of<my_model, tyto::kws::valid_settings({.cutoff = 97.0F})>
    check;
#endif
