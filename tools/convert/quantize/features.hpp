// SPDX-License-Identifier: Apache-2.0
// Features of recorded clips, by a front end that is known only at run time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "convert/lower/lowered.hpp"
#include "convert/quantize/calibrate.hpp"
#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::convert {

// `frames` frames of the clip, [frame][coefficient]; a clip too short for them is taken as followed
// by zeros. The parameters that tyto names are computed by the code that devices run, others in
// double by the same formulas.
std::vector<float> clip_features(const audio::mfcc_parameters& parameters,
                                 std::span<const std::int16_t> clip, int frames);

// The same in double, whatever the parameters.
std::vector<float> clip_features_in_double(const audio::mfcc_parameters& parameters,
                                           std::span<const std::int16_t> clip, int frames);

// Frames that fill the network's input. Throws `error` where no whole number of them does.
int frames_of_input(const lowered::model& model, const audio::mfcc_parameters& parameters);

// The clip in an audio file as the network's input.
std::vector<float> file_features(const std::filesystem::path& file,
                                 const audio::mfcc_parameters& parameters, int frames);

// All .wav files in a folder and the folders in it, by name.
std::vector<std::filesystem::path> wav_files(const std::filesystem::path& folder);

// What to calibrate with: a folder of .wav files, whose clips go through the front end, or a file
// of raw float32 features, little-endian, input after input. `front_end` may be null for the
// latter.
network_inputs read_calibration(const std::filesystem::path& from, const lowered::model& model,
                                const audio::mfcc_parameters* front_end);

}  // namespace tyto::convert
