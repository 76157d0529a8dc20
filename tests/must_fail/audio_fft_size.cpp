// SPDX-License-Identifier: Apache-2.0
// expect: real_fft.s Size must be a power of two from 4 to 8192; cure: pad the frame with zeros
// expect: real_fft<480>
#include "tyto/audio/fft.hpp"

#ifdef TYTO_MUST_COMPILE
tyto::audio::real_fft<512> transform;
#else
tyto::audio::real_fft<480> transform;
#endif
