// SPDX-License-Identifier: Apache-2.0
// expect: detector's release is GotMillionths / 1e6, needed over 0 to 1, or a keyword that fired
// never fires again; cure: expect: release_posterior<my_options, 35000000>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::log_ratio_settings settings{.release = 0.35F};
#else
  static constexpr tyto::kws::log_ratio_settings settings{.release = 35.0F};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
