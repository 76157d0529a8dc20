// SPDX-License-Identifier: Apache-2.0
// expect: front end's mel_filters is Got, needed 1 to Maximum; cure: the number of mel
// expect: mel_filters<my_front_end, 200, 127>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.mel_filters = 127;
#else
    p.mel_filters = 200;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
