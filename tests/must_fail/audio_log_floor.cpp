// SPDX-License-Identifier: Apache-2.0
// expect: front end's log_floor is GotPico \* 1e-12, needed 2\^-126 to 1
// expect: cure: such as 1e-12F with log_kind::clamp
// expect: log_floor<my_front_end, 0, false>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.log_floor = 1e-6F;
#else
    p.log_floor = 0.0F;
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
