// SPDX-License-Identifier: Apache-2.0
// Folders of short recordings for tests.
#pragma once

#include <sndfile.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "support/random.hpp"

namespace tyto::test {

// A tone in noise, 16 kHz.
inline std::vector<std::int16_t> tone(double hz, std::size_t samples = 16000) {
  random numbers(static_cast<std::uint64_t>(hz));
  std::vector<std::int16_t> clip;
  for (std::size_t i = 0; i < samples; ++i) {
    const double turns = hz * static_cast<double>(i) / 16000.0;
    const double x = std::sin(6.283185307179586 * turns) + 0.1 * double{numbers.real()};
    clip.push_back(static_cast<std::int16_t>(8000.0 * x));
  }
  return clip;
}

inline void write_wav(const std::filesystem::path& file, const std::vector<std::int16_t>& clip) {
  std::filesystem::create_directories(file.parent_path());
  SF_INFO info{};
  info.samplerate = 16000;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* const out = sf_open(file.c_str(), SFM_WRITE, &info);
  if (out == nullptr) throw std::runtime_error("cannot write " + file.string());
  sf_write_short(out, clip.data(), static_cast<sf_count_t>(clip.size()));
  sf_close(out);
}

}  // namespace tyto::test
