// SPDX-License-Identifier: Apache-2.0
// expect: detector's threshold is GotMillionths / 1e6, needed -8 to 8; cure: a log-likelihood ratio
// expect: ratio_threshold<my_options, 70000000>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::log_ratio_settings settings{.threshold = 3.0F};
#else
  static constexpr tyto::kws::log_ratio_settings settings{.threshold = 70.0F};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
