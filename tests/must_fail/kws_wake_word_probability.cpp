// SPDX-License-Identifier: Apache-2.0
// expect: Model.s output is no probability in bytes, needed uint8 of scale 1/256 or 1/255 and zero
// point 0, or int8 of scale 1/256 and zero point -128; cure: expect: wake_word_output<my_model, 1,
// false>
#include "tyto/kws/wake_word.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_model;
tyto::kws::checks::wake_word_output<my_model, 1, true> check;
#else
struct my_model;
tyto::kws::checks::wake_word_output<my_model, 1, false> check;
#endif
