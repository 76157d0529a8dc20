// SPDX-License-Identifier: Apache-2.0
// expect: front end's coefficients is Got, needed 1 to its mel_filters \(MelFilters\)
// expect: cure: fewer coefficients, or more mel filters
// expect: coefficients<my_front_end, 41, 40>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.coefficients = 40;
#else
    p.coefficients = 41;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
