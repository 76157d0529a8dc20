// SPDX-License-Identifier: Apache-2.0
// expect: front end's hop is Got, needed 1 to its window \(Window\); cure: the samples
// expect: hop<my_front_end, 500, 480>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.hop = 480;
#else
    p.hop = 500;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
