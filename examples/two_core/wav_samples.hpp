// SPDX-License-Identifier: Apache-2.0
// Samples of a WAV file that is read in small pieces, front to back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace two_core {

enum class wav_fault : std::uint8_t { none, no_wav, wrong_format, no_samples };

constexpr const char* text_of(wav_fault fault) {
  switch (fault) {
    case wav_fault::none:
      return "no fault";
    case wav_fault::no_wav:
      return "is no WAV file";
    case wav_fault::wrong_format:
      return "is not 16-bit mono of the front end's sample rate";
    case wav_fault::no_samples:
      return "ends before its samples";
  }
  return "";
}

// Read is called as read(void* to, std::size_t bytes) and returns the number of bytes it read,
// fewer than asked for only at the end. int16 is little-endian in the file and, here, in memory.
template <class Read>
class wav_samples {
 public:
  constexpr explicit wav_samples(Read read) : read_(read) {}

  // Finds the samples. Chunks other than the format's and the samples' are skipped.
  constexpr wav_fault open(int sample_rate) {
    std::uint8_t head[16] = {};
    if (read_(head, 12) != 12 || !is(head, "RIFF") || !is(head + 8, "WAVE")) {
      return wav_fault::no_wav;
    }
    bool format_known = false;
    while (read_(head, 8) == 8) {
      std::uint32_t bytes = little_endian(head + 4, 4);
      if (is(head, "data")) {
        left_ = bytes;
        return format_known ? wav_fault::none : wav_fault::no_wav;
      }
      bytes += bytes % 2;  // RIFF's chunks begin at even places
      if (is(head, "fmt ") && bytes >= 16) {
        if (read_(head, 16) != 16) return wav_fault::no_samples;
        constexpr std::uint32_t pcm = 1;
        if (little_endian(head, 2) != pcm || little_endian(head + 2, 2) != 1 ||
            little_endian(head + 4, 4) != static_cast<std::uint32_t>(sample_rate) ||
            little_endian(head + 14, 2) != 16) {
          return wav_fault::wrong_format;
        }
        format_known = true;
        bytes -= 16;
      }
      for (; bytes > 0; bytes -= bytes < 16 ? bytes : 16) {
        const std::uint32_t piece = bytes < 16 ? bytes : 16;
        if (read_(head, piece) != piece) return wav_fault::no_samples;
      }
    }
    return wav_fault::no_samples;
  }

  // Fills `samples` as far as there are any, and returns how many.
  constexpr std::size_t next(std::span<std::int16_t> samples) {
    const std::size_t room = samples.size() * 2;
    const std::size_t wanted = left_ < room ? left_ / 2 * 2 : room;
    const std::size_t got = read_(samples.data(), wanted);
    left_ = got < wanted ? 0 : left_ - static_cast<std::uint32_t>(got);
    return got / 2;
  }

 private:
  static constexpr bool is(const std::uint8_t* id, const char* name) {
    for (int i = 0; i < 4; ++i) {
      if (id[i] != static_cast<std::uint8_t>(name[i])) return false;
    }
    return true;
  }

  static constexpr std::uint32_t little_endian(const std::uint8_t* at, int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i)
      value |= static_cast<std::uint32_t>(at[i]) << (8 * i);
    return value;
  }

  Read read_;
  std::uint32_t left_ = 0;  // bytes of samples to come
};

}  // namespace two_core
