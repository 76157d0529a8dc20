// SPDX-License-Identifier: Apache-2.0
// expect: detector's refractory_ms is Got, needed at least 0; cure:
// expect: refractory<my_options, -1>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::detector_settings settings{.refractory_ms = 0};
#else
  static constexpr tyto::kws::detector_settings settings{.refractory_ms = -1};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
