// SPDX-License-Identifier: Apache-2.0
// expect: a DCT has Outputs outputs, needed 1 to Inputs; cure: fewer Outputs
// expect: dct<40, 41>
#include "tyto/audio/dct.hpp"

#ifdef TYTO_MUST_COMPILE
tyto::audio::dct<40, 40> transform;
#else
tyto::audio::dct<40, 41> transform;
#endif
