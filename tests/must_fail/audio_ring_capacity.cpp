// SPDX-License-Identifier: Apache-2.0
// expect: sample_ring has room for Capacity samples, needed a power of two, 2 to 2\^30; cure:
// expect: ring_capacity<1000>
#include "tyto/audio/sample_ring.hpp"

#ifdef TYTO_MUST_COMPILE
tyto::audio::sample_ring<1024> ring;
#else
tyto::audio::sample_ring<1000> ring;
#endif
