// SPDX-License-Identifier: Apache-2.0
// expect: FrontEnd is no front end; cure: a struct with a member `static constexpr
// expect: is_front_end<my_front_end, false>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::audio::mfcc_parameters parameters = tyto::audio::tyto_480_320;
#else
  static constexpr int window = 480;
#endif
};

tyto::audio::mfcc<my_front_end> stream;
