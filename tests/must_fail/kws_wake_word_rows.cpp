// SPDX-License-Identifier: Apache-2.0
// expect: Model takes rows of RowElements, the front end makes Coefficients; cure:
// expect: wake_word_rows<my_model, 40, 10>
#include "tyto/kws/wake_word.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_model;
tyto::kws::checks::wake_word_rows<my_model, 40, 40> check;
#else
struct my_model;
tyto::kws::checks::wake_word_rows<my_model, 40, 10> check;
#endif
