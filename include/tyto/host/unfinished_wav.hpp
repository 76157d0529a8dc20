// SPDX-License-Identifier: Apache-2.0
// WAV files whose recorder never came back to fill in the length: the data chunk says 0 bytes, and
// the samples stand behind it.
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

  [[nodiscard]] bool is_wav() const { return tag(0) == "RIFF" && tag(8) == "WAVE"; }

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
      const bool is_empty = size(at) == 0 && at + 8 < bytes_.size();
      return is_empty && !chunks_to_the_end(at + 8) ? at : 0;
    }
    return 0;
  }

  // States the lengths that there are.
  void finish(std::size_t data) {
    set_size(data, bytes_.size() - data - 8);
    set_size(0, bytes_.size() - 8);
  }

 private:
  [[nodiscard]] std::string_view tag(std::size_t at) const {
    return std::string_view(bytes_).substr(at, 4);
  }
  [[nodiscard]] std::size_t size(std::size_t at) const {
    std::size_t value = 0;
    for (std::size_t i = 8; i > 4; --i)
      value = value << 8 | static_cast<unsigned char>(bytes_[at + i - 1]);
    return value;
  }
  [[nodiscard]] std::size_t after(std::size_t at) const { return at + 8 + (size(at) + 1) / 2 * 2; }
  void set_size(std::size_t at, std::size_t value) {
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    value = value < most ? value : most;
    for (std::size_t i = 4; i < 8; ++i, value >>= 8)
      bytes_[at + i] = static_cast<char>(value & 0xff);
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
