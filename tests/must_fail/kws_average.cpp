// SPDX-License-Identifier: Apache-2.0
// expect: detector's average is Got, needed 1 to Maximum; cure: the runs
// expect: average<my_options, 17, 16>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::detector_settings settings{.average = 16};
#else
  static constexpr tyto::kws::detector_settings settings{.average = 17};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
