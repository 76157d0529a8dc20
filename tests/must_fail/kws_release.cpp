// SPDX-License-Identifier: Apache-2.0
// expect: detector's release is GotMillionths / 1e6, needed 0 to under its threshold
// expect: release<my_options, 500000, 500000>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::detector_settings settings{.threshold = 0.5F, .release = 0.25F};
#else
  static constexpr tyto::kws::detector_settings settings{.threshold = 0.5F, .release = 0.5F};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
