// SPDX-License-Identifier: Apache-2.0
// The training material: clips of one second as log mel spectrograms, a byte a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tyto::train {

inline constexpr int clip_frames = 98;  // of 30 ms, every 10 ms
inline constexpr int mel_channels = 40;
inline constexpr std::size_t clip_bytes = clip_frames * mel_channels;

// Natural log of mel energy that a byte stands for.
inline constexpr float byte_zero = 146.485F, bytes_per_neper = 10.07F;
// The nearest byte.
std::uint8_t byte_of(float log_mel);
constexpr float log_mel_of(std::uint8_t byte) {
  return (static_cast<float>(byte) - byte_zero) / bytes_per_neper;
}
// ln(1e-6), what digital silence gives.
inline constexpr float log_mel_floor = -13.815511F;

inline const std::string noise_word = "_background_noise_";
inline const std::string negatives_word = "_negatives_";

struct clip_set {
  struct clip {
    std::string word;
    bool validation = false;
    float level = 0.0F;  // ln of the mean energy of a mel channel in the clip's loudest third
  };
  std::vector<clip> clips;
  std::vector<std::uint8_t> bytes;  // [clip][frame][channel]

  [[nodiscard]] const std::uint8_t* spectrogram(std::size_t i) const {
    return bytes.data() + i * clip_bytes;
  }
};

// `folder`/clips.csv (word,speaker,part) and `folder`/speech_log_mel.delta.u8, in which each byte
// is the difference to the frame before. Throws std::runtime_error.
clip_set read_cache(const std::filesystem::path& folder);

// A folder of word/*.wav; `_negatives_`, speech without the keywords, and `_noise_` are cut into
// pieces of a second. A recording shorter or longer than a second is centred by its energy. One in
// ten, by the hash of its name up to the first dot, is for validation. Throws std::runtime_error.
clip_set read_folder(const std::filesystem::path& folder);

// A cache if it has a clips.csv, else a folder of recordings.
clip_set read_material(const std::filesystem::path& folder);

// Sets each clip's level.
void measure_levels(clip_set& set);

}  // namespace tyto::train
