// SPDX-License-Identifier: Apache-2.0
// expect: spectrum is GotSpectrum and its log is GotLog, needed 0 or 1; cure: an enumerator
// expect: kinds<my_front_end, 1, 7>
#include "tyto/audio/mfcc.hpp"

struct my_front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
#ifdef TYTO_MUST_COMPILE
    p.log = tyto::audio::log_kind::add;
#else
    p.log = static_cast<tyto::audio::log_kind>(7);
#endif
    return p;
  }();
};

tyto::audio::mfcc<my_front_end> stream;
