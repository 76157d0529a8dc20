// SPDX-License-Identifier: Apache-2.0
// expect: detector's hop_frames is Got, needed 1 to the frames of the network's window
// expect: hop_frames<my_options, 50, 49>
#include "tyto/kws/detector_settings.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::kws::detector_settings settings{.hop_frames = 49};
#else
  static constexpr tyto::kws::detector_settings settings{.hop_frames = 50};
#endif
};

// What a detector of a model with a window of 49 frames asks of its options.
tyto::kws::checks::options<my_options, 49> check;
