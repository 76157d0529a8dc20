// SPDX-License-Identifier: Apache-2.0
// expect: a Hann window of Window samples is padded to Padded, needed Window >= 2, Padded >= Window
// expect: cure: a longer Padded
// expect: hann_window<480, 256>
#include "tyto/audio/hann_window.hpp"

#ifdef TYTO_MUST_COMPILE
tyto::audio::hann_window<480, 512> window;
#else
tyto::audio::hann_window<480, 256> window;
#endif
