// SPDX-License-Identifier: Apache-2.0
// Which recordings there are: audio without keywords in groups, and clips of one keyword each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace operate {

// Audio without a keyword.
struct negative {
  std::string name;
  int group;
  std::filesystem::path file;         // read when it is needed, if `samples` is empty
  std::vector<std::int16_t> samples;  // 16 kHz
};

// Audio of one keyword.
struct keyword_clip {
  int label;
  std::filesystem::path file;
};

// Names, one a line, of recordings that are to be left out; # begins a comment. A name that ends
// in / is a folder. Throws std::runtime_error when the file cannot be read.
std::set<std::string> read_exclusions(const std::filesystem::path& file);

// The audio files that `path` is or, at any depth, holds, sorted; by extension, those that
// libsndfile may know. Left out are those whose path inside `path`, less the extension, is in
// `excluded`, or in an excluded folder. Adds how many to `left_out`.
// Throws std::runtime_error when there is none.
std::vector<std::filesystem::path> audio_files(const std::filesystem::path& path,
                                               const std::set<std::string>& excluded,
                                               int& left_out);

// Clips of `folder`/<keyword>/. Folders of labels that are no keywords, and those whose names begin
// with _, are passed over. Throws std::runtime_error when another folder is no label of the model,
// or there is no clip.
std::vector<keyword_clip> keyword_clips(const std::filesystem::path& folder);

// Noise, the same on every machine, `seconds` of each kind: white, pink, brown, hum, and clicks;
// each swells from -60 to -6 dBFS and back within a minute.
std::vector<negative> make_noise(double seconds, int group);

}  // namespace operate
