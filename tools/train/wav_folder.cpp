// SPDX-License-Identifier: Apache-2.0
// Recordings as log mel spectrograms: the project's front end with all of its 40 coefficients, and
// the DCT undone.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string_view>

#include "convert/quantize/features.hpp"
#include "train/clip_set.hpp"
#include "tyto/host/audio_file.hpp"

namespace tyto::train {
namespace {

using std::filesystem::path;

constexpr audio::mfcc_parameters front_end{
    16000, 480,         160,          audio::spectrum_kind::power,
    0.0F,  4000.0F,     mel_channels, audio::log_kind::add,
    1e-6F, mel_channels};
constexpr int second = 16000;  // samples
constexpr std::uint64_t clips_per_validation = 10;

using samples = std::vector<std::int16_t>;

// FNV-1a: which part a recording is in must not depend on the machine.
std::uint64_t hash(std::string_view text) {
  std::uint64_t h = 14695981039346656037U;
  for (const char c : text)
    h = (h ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return h ^ (h >> 32U);
}

// Files that differ after the first dot only, copies of one recording, are in the same part.
std::string before_dot(const std::string& file_name) {
  return file_name.substr(0, file_name.find('.'));
}

// L_j = sqrt(2 / 40) (c_0 / 2 + sum_k c_k cos(pi k (j + 0.5) / 40)), the DCT's inverse.
std::array<float, mel_channels> log_mel_of_coefficients(const float* c) {
  static const auto table = [] {
    std::array<float, std::size_t{mel_channels} * mel_channels> t{};
    for (std::size_t j = 0; j < mel_channels; ++j) {
      for (std::size_t k = 0; k < mel_channels; ++k) {
        const double turn = std::numbers::pi * static_cast<double>(k) *
                            (static_cast<double>(j) + 0.5) / mel_channels;
        t[j * mel_channels + k] = static_cast<float>(
            (k == 0 ? 0.5 : 1.0) * std::sqrt(2.0 / mel_channels) * std::cos(turn));
      }
    }
    return t;
  }();
  std::array<float, mel_channels> log_mel{};
  for (std::size_t j = 0; j < mel_channels; ++j) {
    for (std::size_t k = 0; k < mel_channels; ++k)
      log_mel[j] += table[j * mel_channels + k] * c[k];
  }
  return log_mel;
}

void append(clip_set& set, const std::string& word, bool validation, const samples& clip) {
  const auto features = convert::clip_features_in_double(front_end, clip, clip_frames);
  for (int f = 0; f < clip_frames; ++f) {
    for (const float v : log_mel_of_coefficients(features.data() + f * mel_channels))
      set.bytes.push_back(byte_of(v));
  }
  set.clips.push_back({word, validation, 0.0F});
}

// A second around the middle of the recording's energy, zeros where there is nothing.
samples centred(const samples& recording) {
  double energy = 0.0, moment = 0.0;
  for (std::size_t i = 0; i < recording.size(); ++i) {
    const double e = static_cast<double>(recording[i]) * recording[i];
    energy += e;
    moment += e * static_cast<double>(i);
  }
  const auto size = static_cast<std::int64_t>(recording.size());
  const std::int64_t middle = energy > 0.0 ? std::llround(moment / energy) : size / 2;
  samples out(second);
  for (std::int64_t i = 0; i < second; ++i) {
    const std::int64_t from = middle - second / 2 + i;
    if (from >= 0 && from < size)
      out[static_cast<std::size_t>(i)] = recording[static_cast<std::size_t>(from)];
  }
  return out;
}

}  // namespace

std::uint8_t byte_of(float log_mel) {
  return static_cast<std::uint8_t>(
      std::lround(std::clamp(log_mel * bytes_per_neper + byte_zero, 0.0F, 255.0F)));
}

clip_set read_folder(const path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    throw std::runtime_error(fmt::format("{}: is no folder", folder.string()));
  std::vector<path> words;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_directory()) words.push_back(entry.path());
  }
  std::sort(words.begin(), words.end());
  clip_set set;
  for (const path& word_folder : words) {
    const std::string name = word_folder.filename().string();
    const std::string word = name == "_noise_" ? noise_word : name;
    const bool in_pieces = name == "_noise_" || name == negatives_word;
    for (const path& file : convert::wav_files(word_folder)) {
      const samples recording = host::read_recording(file, second);
      const bool validation =
          hash(name + '/' + before_dot(file.filename().string())) % clips_per_validation == 0;
      if (!in_pieces || recording.size() < second) {
        append(set, word, validation, recording.size() == second ? recording : centred(recording));
        continue;
      }
      for (auto at = recording.begin(); recording.end() - at >= second; at += second)
        append(set, word, validation, samples(at, at + second));
    }
  }
  if (set.clips.empty()) {
    throw std::runtime_error(fmt::format(
        "{}: holds no recordings; accepted: word/*.wav, _negatives_/*.wav, _noise_/*.wav",
        folder.string()));
  }
  measure_levels(set);
  return set;
}

clip_set read_material(const path& folder) {
  return std::filesystem::exists(folder / "clips.csv") ? read_cache(folder) : read_folder(folder);
}

}  // namespace tyto::train
