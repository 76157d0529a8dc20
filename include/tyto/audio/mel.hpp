// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tyto/core/math.hpp"

namespace tyto::audio {

// Mel scale: mel(f) = 1127 ln(1 + f / 700), f in Hz.
constexpr double mel(double hz) {
  return 1127.0 * math::log(1.0 + hz / 700.0);
}

}  // namespace tyto::audio
