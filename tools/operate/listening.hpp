// SPDX-License-Identifier: Apache-2.0
// Runs the network over recordings, once; every setting of the detector is judged on what it gave.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "model.hpp"
#include "recordings.hpp"

namespace operate {

using samples = std::vector<std::int16_t>;

// What the network makes of the samples after digital silence, a run every hop_frames feature
// frames, as the detector runs it.
track listen(std::span<const std::int16_t> heard, int hop_frames);

// A negative's samples. Errors: as tyto::host::read_recording.
samples read_negative(const negative& n);

// A clip as the detector meets it: `lead` samples, the word, and a second, on `behind` as
// tyto::host::mix has it, or on digital silence where that is empty.
samples embed(const samples& word, std::size_t lead, std::span<const std::int16_t> behind,
              double snr_db);

// Calls work(i) for 0 <= i < count on all cores, and done(how_many) from the caller's thread now
// and then. Rethrows the first exception that work throws.
void for_each_parallel(std::size_t count, const std::function<void(std::size_t)>& work,
                       const std::function<void(std::size_t)>& done);

}  // namespace operate
