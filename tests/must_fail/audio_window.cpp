// SPDX-License-Identifier: Apache-2.0
// expect: front end's window is Got, needed Minimum to Maximum; cure: the frame's length
// expect: window<my_front_end, 30000, 4, 4096>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.window = 480;
#else
    p.window = 30000;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
