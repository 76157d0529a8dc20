// SPDX-License-Identifier: Apache-2.0
// Reads the one kind of WAV file that needs no library: a header of 44 bytes, then 16-bit mono
// samples. For tests that also run where libsndfile is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace tyto::test {

inline std::vector<std::int16_t> read_canonical_wav(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<unsigned char> bytes{std::istreambuf_iterator<char>(file), {}};
  constexpr std::size_t header = 44;
  const auto text = [&](std::size_t at) {
    return std::string(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                       bytes.begin() + static_cast<std::ptrdiff_t>(at) + 4);
  };
  const auto u16 = [&](std::size_t at) { return bytes[at] + 256 * bytes[at + 1]; };
  constexpr int pcm = 1;
  if (bytes.size() < header || text(0) != "RIFF" || text(8) != "WAVE" || text(12) != "fmt " ||
      text(36) != "data" || u16(20) != pcm || u16(22) != 1 || u16(24) != 16000 || u16(34) != 16) {
    throw std::runtime_error(path.string() + ": no canonical 16 kHz mono 16-bit WAV file");
  }
  std::vector<std::int16_t> samples((bytes.size() - header) / 2);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<std::int16_t>(u16(header + 2 * i));
  }
  return samples;
}

}  // namespace tyto::test
