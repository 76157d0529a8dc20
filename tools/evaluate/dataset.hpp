// SPDX-License-Identifier: Apache-2.0
// Clips whose labels are known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::evaluate {

struct clip {
  std::filesystem::path file;
  std::size_t label = 0;  // index among the model's labels
};

// The .wav files of folder/LABEL/, by name. A subfolder that holds any must be called as one of the
// labels, or that between underscores (_silence_). Throws convert::error.
std::vector<clip> find_clips(const std::filesystem::path& folder,
                             const std::vector<std::string>& labels);

struct subset {
  std::size_t limit = 0;  // so many clips, 0 for all
  std::uint64_t seed = 0;
};

// Clips picked at random, the same ones for the same seed everywhere, in the order they had.
std::vector<clip> pick(std::vector<clip> clips, subset of);

// Each clip as the network's input.
std::vector<std::vector<float>> features_of(const std::vector<clip>& clips,
                                            const audio::mfcc_parameters& front_end, int frames);

}  // namespace tyto::evaluate
