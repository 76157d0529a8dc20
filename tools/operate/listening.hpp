// SPDX-License-Identifier: Apache-2.0
// Runs the network over recordings, once; every setting of the detector is judged on what it gave.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "model.hpp"

namespace operate {

// Posteriors of the samples after digital silence, a run every hop_frames feature frames, as the
// detector runs the network.
posterior_track listen(std::span<const std::int16_t> samples, int hop_frames);

// Calls work(i) for 0 <= i < count on all cores, and done(how_many) from the caller's thread now
// and then. Rethrows the first exception that work throws.
void for_each_parallel(std::size_t count, const std::function<void(std::size_t)>& work,
                       const std::function<void(std::size_t)>& done);

}  // namespace operate
