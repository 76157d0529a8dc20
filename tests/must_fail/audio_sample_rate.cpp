// SPDX-License-Identifier: Apache-2.0
// expect: front end's sample_rate is Got, needed 1 to Maximum; cure: the rate in Hz
// expect: sample_rate<my_front_end, 0, 384000>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.sample_rate = 16000;
#else
    p.sample_rate = 0;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
