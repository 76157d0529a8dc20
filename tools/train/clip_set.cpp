// SPDX-License-Identifier: Apache-2.0
#include "train/clip_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace tyto::train {
namespace {

std::vector<clip_set::clip> read_table(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(fmt::format("{}: cannot be read", file.string()));
  std::vector<clip_set::clip> clips;
  std::string line;
  std::getline(in, line);
  if (line != "word,speaker,part") {
    throw std::runtime_error(
        fmt::format("{}: its first line is not word,speaker,part", file.string()));
  }
  while (std::getline(in, line)) {
    const std::size_t first = line.find(','), last = line.rfind(',');
    const std::string part = last == std::string::npos ? "" : line.substr(last + 1);
    if (first == last || (part != "training" && part != "validation")) {
      throw std::runtime_error(
          fmt::format("{}: line {} is not word,speaker,training or word,speaker,validation",
                      file.string(), clips.size() + 2));
    }
    clips.push_back({line.substr(0, first), part == "validation", 0.0F});
  }
  return clips;
}

}  // namespace

void measure_levels(clip_set& set) {
  std::array<float, 256> energy{};
  for (std::size_t b = 0; b < energy.size(); ++b)
    energy[b] = std::exp(log_mel_of(static_cast<std::uint8_t>(b)));
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    std::array<float, clip_frames> frames{};
    const std::uint8_t* s = set.spectrogram(i);
    for (float& frame : frames) {
      for (int c = 0; c < mel_channels; ++c)
        frame += energy[*s++];
    }
    constexpr int loud = clip_frames / 3;
    std::nth_element(frames.begin(), frames.begin() + loud, frames.end(), std::greater<>());
    float sum = 0.0F;
    for (int f = 0; f < loud; ++f)
      sum += frames[static_cast<std::size_t>(f)];
    set.clips[i].level = std::log(sum / (loud * mel_channels));
  }
}

clip_set read_cache(const std::filesystem::path& folder) {
  clip_set set;
  set.clips = read_table(folder / "clips.csv");
  const auto file = folder / "speech_log_mel.delta.u8";
  std::ifstream in(file, std::ios::binary);
  set.bytes.resize(set.clips.size() * clip_bytes);
  in.read(reinterpret_cast<char*>(set.bytes.data()),
          static_cast<std::streamsize>(set.bytes.size()));
  if (!in || in.peek() != std::ifstream::traits_type::eof()) {
    throw std::runtime_error(fmt::format("{}: is not {} bytes, {} for each clip of clips.csv",
                                         file.string(), set.bytes.size(), clip_bytes));
  }
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    std::uint8_t* s = set.bytes.data() + i * clip_bytes;
    for (std::size_t v = mel_channels; v < clip_bytes; ++v)
      s[v] = static_cast<std::uint8_t>(s[v] + s[v - mel_channels]);
  }
  measure_levels(set);
  return set;
}

}  // namespace tyto::train
