// SPDX-License-Identifier: Apache-2.0
// expect: FrontEnd is no micro front end; cure: a struct with a member
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/audio/micro_front_end.hpp"

struct my_front_end {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::audio::micro_parameters parameters = tyto::audio::micro_480_160;
#else
  static constexpr tyto::audio::mfcc_parameters parameters = tyto::audio::tyto_480_320;
#endif
};

tyto::audio::micro_front_end<my_front_end> stream;
