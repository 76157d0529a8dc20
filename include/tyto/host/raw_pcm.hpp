// SPDX-License-Identifier: Apache-2.0
// Raw PCM: signed 16-bit little-endian samples without a header, as `arecord -t raw -f S16_LE`
// writes them.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace tyto::host {

// Nearest int16 to a sample of full scale 1.0, clipped: -1.0 gives -32768, 1.0 gives 32767.
// x / 32768 of any int16 x comes back as x. A NaN gives 0.
inline std::int16_t to_int16(float sample) {
  if (std::isnan(sample)) return 0;
  return static_cast<std::int16_t>(std::lrint(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F)));
}

// Reads an open file, pipe or terminal chunk by chunk. The file stays the caller's to close.
class raw_pcm_reader {
 public:
  // name: what error messages call the input.
  raw_pcm_reader(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}

  // Fills `samples`, waiting for them to arrive, and returns how many were read: fewer than asked
  // for only at the end of the input. Throws std::runtime_error when reading fails.
  std::size_t read(std::span<std::int16_t> samples) {
    const std::span<std::byte> bytes = std::as_writable_bytes(samples);
    const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), file_);
    if (got < bytes.size() && std::ferror(file_) != 0) {
      throw std::runtime_error(name_ + ": cannot be read: " + std::strerror(errno));
    }
    if (got % 2 != 0) odd_byte_ = true;
    for (std::size_t i = 0; i < got / 2; ++i) {
      const auto low = std::to_integer<unsigned>(bytes[2 * i]);
      const auto high = std::to_integer<unsigned>(bytes[2 * i + 1]);
      samples[i] = static_cast<std::int16_t>(low | high << 8);
    }
    return got / 2;
  }

  // After the end: whether half a sample was left over. It is dropped; the input was cut off, or is
  // not 16-bit audio at all.
  [[nodiscard]] bool odd_byte() const { return odd_byte_; }

 private:
  std::FILE* file_;
  std::string name_;
  bool odd_byte_ = false;
};

}  // namespace tyto::host
