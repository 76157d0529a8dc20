// SPDX-License-Identifier: Apache-2.0
// expect: First and Other have different front ends, but wake words side by side hear one; cure: a
// wake_words object for each expect: one_front_end<first, other, false>
#include "tyto/kws/wake_word.hpp"

#ifdef TYTO_MUST_COMPILE
struct first;
struct other;
tyto::kws::checks::one_front_end<first, other, true> check;
#else
struct first;
struct other;
tyto::kws::checks::one_front_end<first, other, false> check;
#endif
