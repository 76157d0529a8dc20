// SPDX-License-Identifier: Apache-2.0
// expect: detector's release_ms is GotMs, which is GotRuns runs of the network, needed 1 to Maximum
// runs; cure: expect: release_ms<my_options, 0, 0, 32>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::log_ratio_settings settings{.release_ms = 300};
#else
  static constexpr tyto::kws::log_ratio_settings settings{.release_ms = 0};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
