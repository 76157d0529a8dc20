// SPDX-License-Identifier: Apache-2.0
// expect: detector's strictness is GotMillionths / 1e6, needed -16 to 16; cure:
// expect: strictness<my_options, 20000000>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::log_ratio_settings settings{.strictness = 1.0F};
#else
  static constexpr tyto::kws::log_ratio_settings settings{.strictness = 20.0F};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
