// SPDX-License-Identifier: Apache-2.0
// Where the samples come from: a file, or standard input as it arrives.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tyto/host/audio_file.hpp"
#include "tyto/host/mix.hpp"
#include "tyto/host/raw_pcm.hpp"

namespace listen {

// Mono int16 samples at the rate it was opened for. read() fills the span as far as it can and
// returns how many samples it wrote; 0 at the end.
class sample_source {
 public:
  virtual ~sample_source() = default;
  virtual std::size_t read(std::span<std::int16_t> samples) = 0;
  // What the user should know at the end, or an empty string.
  [[nodiscard]] virtual std::string warning() const { return {}; }
};

class file_source : public sample_source {
 public:
  file_source(std::span<const std::string> paths, int sample_rate) {
    for (const std::string& path : paths) {
      const std::vector<std::int16_t> part = tyto::host::read_recording(path, sample_rate);
      samples_.insert(samples_.end(), part.begin(), part.end());
    }
  }

  // The files with another behind them, so many decibels softer.
  file_source(std::span<const std::string> paths, const std::string& behind, double softer_db,
              int sample_rate)
      : file_source(paths, sample_rate) {
    samples_ = tyto::host::mix(samples_, 0, tyto::host::read_recording(behind, sample_rate),
                               softer_db, samples_.size(), sample_rate);
  }

  std::size_t read(std::span<std::int16_t> samples) override {
    const std::size_t count = std::min(samples.size(), samples_.size() - next_);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(next_), count, samples.begin());
    next_ += count;
    return count;
  }

 private:
  std::vector<std::int16_t> samples_;
  std::size_t next_ = 0;
};

// Raw S16LE on a stream. `arecord` without `-t raw` puts a WAV header before the samples: it is
// read and checked, not heard.
class stream_source : public sample_source {
 public:
  stream_source(std::FILE* stream, std::string name, int sample_rate)
      : name_(std::move(name)), reader_(stream, name_) {
    pending_count_ = reader_.read(pending_);
    if (pending_count_ == pending_.size() && four_characters(0) == "RIFF" &&
        four_characters(8) == "WAVE") {
      skip_wav_header(sample_rate);
    }
  }

  // Up to what the header promises: behind the samples of a file other chunks may stand.
  std::size_t read(std::span<std::int16_t> samples) override {
    if (samples.size() > left_) samples = samples.first(left_);
    const std::size_t count = read_any(samples);
    if (left_ != endless) left_ -= count;
    return count;
  }

  [[nodiscard]] std::string warning() const override {
    if (!reader_.odd_byte()) return {};
    return name_ + ": ends in half a sample, which was dropped; is it 16-bit audio?";
  }

 private:
  static constexpr std::size_t endless = std::numeric_limits<std::size_t>::max();
  // A recorder that writes to a pipe does not know the length: it states 0 or something this large.
  static constexpr std::size_t unknown_bytes = 0x7fff0000;

  std::size_t read_any(std::span<std::int16_t> samples) {
    if (pending_count_ == 0) return reader_.read(samples);
    const std::size_t count = std::min(samples.size(), pending_count_);
    std::copy_n(pending_.begin(), count, samples.begin());
    std::copy(pending_.begin() + static_cast<std::ptrdiff_t>(count), pending_.end(),
              pending_.begin());
    pending_count_ -= count;
    return count;
  }

  // The first 12 bytes, as the samples they would be.
  static constexpr std::size_t riff_header_samples = 6;

  [[nodiscard]] unsigned byte_at(std::size_t i) const {
    return static_cast<unsigned>(static_cast<std::uint16_t>(pending_[i / 2])) >> (i % 2 * 8) & 0xff;
  }
  [[nodiscard]] std::string four_characters(std::size_t at) const {
    std::string s;
    for (std::size_t i = at; i < at + 4; ++i)
      s += static_cast<char>(byte_at(i));
    return s;
  }
  [[nodiscard]] std::size_t little_endian(std::size_t at, std::size_t bytes) const {
    std::size_t value = 0;
    for (std::size_t i = bytes; i > 0; --i)
      value = value << 8 | byte_at(at + i - 1);
    return value;
  }

  // Reads the next `bytes`, rounded up to whole samples (RIFF pads chunks so), into pending_.
  void take(std::size_t bytes) {
    if (reader_.read(std::span(pending_).first(bytes / 2)) != bytes / 2) {
      throw std::runtime_error(name_ + ": its WAV header ends before the samples begin");
    }
  }

  void skip_wav_header(int sample_rate) {
    bool format_seen = false;
    while (true) {
      take(8);
      const std::string chunk = four_characters(0);
      const std::size_t size = little_endian(4, 4);
      std::size_t left = (size + 1) / 2 * 2;
      if (chunk == "data") {
        if (size != 0 && size < unknown_bytes) left_ = size / 2;
        break;
      }
      if (chunk == "fmt " && left >= 16) {
        take(16 - 4);
        const auto coding = little_endian(0, 2);
        const auto channels = little_endian(2, 2);
        const auto rate = little_endian(4, 4);
        take(4);
        const auto bits = little_endian(2, 2);
        left -= 16;
        format_seen = true;
        constexpr std::size_t pcm = 1;
        constexpr std::size_t told_further_on = 0xfffe;  // by recorders that mean PCM as well
        if (coding != pcm && coding != told_further_on) {
          throw std::runtime_error(name_ + ": is WAV of coding " + std::to_string(coding) +
                                   "; a stream must be PCM (1)");
        }
        if (channels != 1 || rate != static_cast<std::size_t>(sample_rate) || bits != 16) {
          throw std::runtime_error(name_ + ": is WAV of " + std::to_string(rate) + " Hz, " +
                                   std::to_string(channels) + " channels, " + std::to_string(bits) +
                                   " bits; a stream must be " + std::to_string(sample_rate) +
                                   " Hz, 1 channel, 16 bits");
        }
      }
      for (; left > 0; left -= std::min(left, pending_.size() * 2)) {
        take(std::min(left, pending_.size() * 2));
      }
    }
    if (!format_seen) throw std::runtime_error(name_ + ": is WAV without a format chunk");
    pending_count_ = 0;
  }

  std::string name_;
  tyto::host::raw_pcm_reader reader_;
  std::array<std::int16_t, riff_header_samples> pending_{};
  std::size_t pending_count_ = 0;
  std::size_t left_ = endless;  // samples
};

// inputs: files, or "-" alone. behind: a file that is to be heard softly with them, or empty.
inline std::unique_ptr<sample_source> open_source(std::span<const std::string> inputs,
                                                  const std::string& behind, double softer_db,
                                                  int sample_rate) {
  if (std::find(inputs.begin(), inputs.end(), "-") == inputs.end()) {
    if (behind.empty()) return std::make_unique<file_source>(inputs, sample_rate);
    return std::make_unique<file_source>(inputs, behind, softer_db, sample_rate);
  }
  if (!behind.empty()) throw std::runtime_error("--behind needs a file as input, not a stream");
  if (inputs.size() > 1) throw std::runtime_error("- is standard input, needed alone");
  return std::make_unique<stream_source>(stdin, "standard input", sample_rate);
}

}  // namespace listen
