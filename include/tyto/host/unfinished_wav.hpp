// SPDX-License-Identifier: Apache-2.0
// WAV files whose recorder never came back to fill in the length: the data chunk says 0 bytes (of
// RF64, the chunk before it does), and the samples stand behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

namespace tyto::host::detail {

class wav_bytes {
 public:
  explicit wav_bytes(std::string& bytes) : bytes_(bytes) {}

  // RIFX has its numbers, and its samples, the other way round; RF64 has lengths of 64 bits.
  [[nodiscard]] bool is_wav() const {
    return (tag(0) == "RIFF" || tag(0) == "RIFX" || tag(0) == "RF64") && tag(8) == "WAVE";
  }

  // The chunks from `at` on fill the bytes exactly (a last byte of padding may be missing).
  [[nodiscard]] bool chunks_to_the_end(std::size_t at) const {
    while (at + 8 <= bytes_.size()) {
      for (const char c : tag(at)) {
        if (c < ' ' || c > '~') return false;
      }
      at = after(at);
    }
    return at == bytes_.size() || at == bytes_.size() + 1;
  }

  // Where the data chunk is, if it is empty, and what follows is no other chunk; 0 otherwise.
  [[nodiscard]] std::size_t unfinished_data() const {
    for (std::size_t at = 12; at + 8 <= bytes_.size(); at = after(at)) {
      if (tag(at) != "data") continue;
      const bool is_empty = size(at) == 0 || (tag(0) == "RF64" && size(at) == in_ds64);
      return is_empty && at + 8 < bytes_.size() && !chunks_to_the_end(at + 8) ? at : 0;
    }
    return 0;
  }

  // States the lengths that there are.
  void finish(std::size_t data) {
    if (tag(0) == "RF64") bytes_.replace(0, 4, "RIFF");
    set_size(data, bytes_.size() - data - 8);
    set_size(0, bytes_.size() - 8);
  }

 private:
  static constexpr std::size_t in_ds64 = 0xffffffff;  // "the length stands in the chunk ds64"

  [[nodiscard]] std::string_view tag(std::size_t at) const {
    return std::string_view(bytes_).substr(at, 4);
  }
  [[nodiscard]] std::size_t size(std::size_t at) const {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value |= std::size_t{static_cast<unsigned char>(bytes_[at + 4 + i])} << shift_of(i);
    return value;
  }
  [[nodiscard]] std::size_t after(std::size_t at) const { return at + 8 + (size(at) + 1) / 2 * 2; }
  void set_size(std::size_t at, std::size_t value) {
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    value = value < most ? value : most;
    for (std::size_t i = 0; i < 4; ++i)
      bytes_[at + 4 + i] = static_cast<char>(value >> shift_of(i) & 0xff);
  }
  // What the i-th byte of a length is worth, in bits.
  [[nodiscard]] std::size_t shift_of(std::size_t i) const {
    return 8 * (tag(0) == "RIFX" ? 3 - i : i);
  }

  std::string& bytes_;
};

// The bytes of a WAV file that was not finished, with its lengths filled in; nothing if `file` is
// anything else.
inline std::string finished_wav(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes(12, '\0');
  if (!in.read(bytes.data(), 12) || !wav_bytes(bytes).is_wav()) return {};
  bytes.append(std::istreambuf_iterator<char>(in), {});
  wav_bytes wav(bytes);
  const std::size_t data = wav.unfinished_data();
  if (data == 0) return {};
  wav.finish(data);
  return bytes;
}

}  // namespace tyto::host::detail
