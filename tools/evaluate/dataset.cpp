// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/text.hpp"
#include "convert/quantize/features.hpp"

namespace tyto::evaluate {

namespace {

using convert::parallel_for;

using std::filesystem::path;

std::string without_underscores(const std::string& name) {
  if (name.size() < 3 || name.front() != '_' || name.back() != '_') return name;
  return name.substr(1, name.size() - 2);
}

std::size_t label_of(const std::string& folder, const std::vector<std::string>& labels) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (without_underscores(labels[i]) == without_underscores(folder)) return i;
  }
  convert::fail("has clips in a folder \"{}\"; accepted: folders named as the model's labels, {}",
                convert::printable(folder), fmt::join(labels, " "));
}

}  // namespace

std::vector<clip> find_clips(const path& folder, const std::vector<std::string>& labels) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) convert::fail("is no folder");
  std::vector<clip> clips;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    const std::vector<path> files = convert::wav_files(entry.path());
    if (files.empty()) continue;
    const std::size_t label = label_of(entry.path().filename().string(), labels);
    for (const path& file : files)
      clips.push_back({file, label});
  }
  if (clips.empty()) convert::fail("holds no clips; accepted: a folder of LABEL/*.wav");
  std::sort(clips.begin(), clips.end(),
            [](const clip& a, const clip& b) { return a.file < b.file; });
  return clips;
}

std::vector<clip> pick(std::vector<clip> clips, subset of) {
  if (of.limit == 0 || of.limit >= clips.size()) return clips;
  // Written out: how std::shuffle draws is not the same everywhere.
  std::mt19937_64 numbers(of.seed);
  for (std::size_t i = 0; i < of.limit; ++i)
    std::swap(clips[i], clips[i + numbers() % (clips.size() - i)]);
  clips.resize(of.limit);
  std::sort(clips.begin(), clips.end(),
            [](const clip& a, const clip& b) { return a.file < b.file; });
  return clips;
}

std::vector<std::vector<float>> features_of(const std::vector<clip>& clips,
                                            const audio::mfcc_parameters& front_end, int frames) {
  std::vector<std::vector<float>> features(clips.size());
  parallel_for("features", clips.size(), [&](std::size_t i) {
    features[i] = convert::file_features(clips[i].file, front_end, frames);
  });
  return features;
}

}  // namespace tyto::evaluate
