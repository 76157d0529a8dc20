// SPDX-License-Identifier: Apache-2.0
// expect: detector's threshold is GotMillionths / 1e6, needed over 0 to 1; cure: a probability
// expect: threshold<my_options, 80000000>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::detector_settings settings{.threshold = 1.0F};
#else
  static constexpr tyto::kws::detector_settings settings{.threshold = 80.0F};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
