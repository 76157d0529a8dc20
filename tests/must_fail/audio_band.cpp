// SPDX-License-Identifier: Apache-2.0
// expect: front end's mel filters span GotLow to GotHigh millihertz, needed 0 <= low_hz
// expect: cure: correct low_hz, high_hz or sample_rate
// expect: band<my_front_end, 0, 9000000, 8000000>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.high_hz = 8000.0F;
#else
    p.high_hz = 9000.0F;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
