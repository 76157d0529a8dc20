// SPDX-License-Identifier: Apache-2.0
// expect: spectrum_in_place is asked for bins First to Last, needed 0 to Size / 2; cure:
// expect: (512, 0, 300|int First = 0; int Last = 300)
#include <array>
#include <span>

#include "tyto/audio/spectrum.hpp"

#ifdef TYTO_MUST_COMPILE
constexpr int last = 256;
#else
constexpr int last = 300;
#endif

void run(std::array<float, 512>& x) {
  using tyto::audio::spectrum_kind;
  tyto::audio::spectrum_in_place<spectrum_kind::power, 512, 0, last>(std::span(x));
}
