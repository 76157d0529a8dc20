// SPDX-License-Identifier: Apache-2.0
// Which recordings there are: audio without keywords by kind, and clips of one keyword each; and
// which half of them each belongs to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace operate {

// What is found on one half of the recordings is reported on the other.
enum class half { choose, report };

// Audio without a keyword.
struct negative {
  int kind;
  half part;
  std::filesystem::path file;         // read when it is needed, if `samples` is empty
  std::vector<std::int16_t> samples;  // 16 kHz
  // Of a long recording: the seconds from begin_s to end_s (0: to its end).
  double begin_s = 0.0;
  double end_s = 0.0;
};

// Audio of one keyword.
struct keyword_clip {
  int label;
  half part;
  std::filesystem::path file;
};

// The half of a recording, by its name without folder and extension alone, so that it is the same
// wherever the file lies and whatever lies beside it: `report` where the sum of its bytes is odd.
half half_of(const std::filesystem::path& file);

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

// The negatives that one file is: itself, or, where it is longer than `long_s`, its first half to
// choose and its second to report, each in pieces of at most that length.
std::vector<negative> pieces_of(const std::filesystem::path& file, int kind, double long_s = 600.0);

// Clips of `folder`/<keyword>/, half of each keyword's for each part. Folders of labels that are no
// keywords, and those whose names begin with _, are passed over. Throws std::runtime_error when
// another folder is no label of the model, or there is no clip.
std::vector<keyword_clip> keyword_clips(const std::filesystem::path& folder);

// Noise, the same on every machine, `seconds` of each sort: white, pink, brown, hum, and clicks;
// each swells from -60 to -6 dBFS and back within a minute. Half of each for each part.
std::vector<negative> make_noise(double seconds, int kind);

}  // namespace operate
