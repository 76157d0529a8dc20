// SPDX-License-Identifier: Apache-2.0
// expect: the type of Options::settings is no rule that decides; needed
// tyto::kws::log_ratio_settings or tyto::kws::detector_settings; cure: expect:
// settings_type<my_options, false>
#include "tyto/kws/detector_settings.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_options : tyto::kws::detector_options {};
#else
struct my_options {
  static constexpr float settings = 0.8F;
  static constexpr bool incremental = false;
};
#endif

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
