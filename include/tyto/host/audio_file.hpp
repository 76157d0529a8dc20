// SPDX-License-Identifier: Apache-2.0
// Audio files of any format, rate and channel count that libsndfile reads, as mono samples at the
// rate a front end wants.
#pragma once

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tyto/host/raw_pcm.hpp"
#include "tyto/host/resample.hpp"
#include "tyto/host/unfinished_wav.hpp"

namespace tyto::host {

// Full scale is 1.0.
struct mono_audio {
  std::vector<float> samples;
  int sample_rate;  // Hz
};

namespace detail {

struct close_sound_file {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

// libsndfile's message as one phrase: it may end in a full stop or a line end. Of numbers in a
// header that make no sense it says no more than that its own structure was not filled.
inline std::string phrase(const char* message) {
  std::string text = message;
  if (text.find("SF_INFO") != std::string::npos) {
    return "its header makes no sense (sample rate, channels, or a second data chunk)";
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '.'))
    text.pop_back();
  return text;
}

// Why sf_open has just failed.
inline std::string why_not_opened(const std::filesystem::path& file_name) {
  const int error = sf_error(nullptr);
  std::string message = phrase(sf_strerror(nullptr));
  std::error_code ignored;
  if (!std::filesystem::exists(file_name, ignored)) return "no such file";
  if (std::filesystem::is_directory(file_name, ignored)) return "it is a directory";
  if (error == SF_ERR_UNRECOGNISED_FORMAT) {
    return "unknown format (known are libsndfile's, such as WAV, FLAC, Ogg)";
  }
  return message;
}

using sound_file = std::unique_ptr<SNDFILE, close_sound_file>;

// An open file of bytes in memory, for libsndfile.
struct bytes_in_memory {
  std::string bytes;
  sf_count_t at = 0;

  static SF_VIRTUAL_IO io() {
    SF_VIRTUAL_IO io{};
    io.get_filelen = [](void* self) { return of(self).length(); };
    io.seek = [](sf_count_t to, int from, void* self) { return of(self).seek(to, from); };
    io.read = [](void* to, sf_count_t count, void* self) { return of(self).read(to, count); };
    io.tell = [](void* self) { return of(self).at; };
    return io;
  }

 private:
  static bytes_in_memory& of(void* self) { return *static_cast<bytes_in_memory*>(self); }
  [[nodiscard]] sf_count_t length() const { return static_cast<sf_count_t>(bytes.size()); }
  sf_count_t seek(sf_count_t to, int from) {
    at = to + (from == SEEK_CUR ? at : from == SEEK_END ? length() : 0);
    return at;
  }
  sf_count_t read(void* to, sf_count_t count) {
    count = std::clamp<sf_count_t>(count, 0, std::max<sf_count_t>(length() - at, 0));
    std::memcpy(to, bytes.data() + at, static_cast<std::size_t>(count));
    at += count;
    return count;
  }
};

}  // namespace detail

// Seconds of a file, as its header states them; 0 if it cannot be read or does not say.
inline double seconds_of(const std::filesystem::path& file_name) {
  SF_INFO info{};
  const detail::sound_file file(sf_open(file_name.c_str(), SFM_READ, &info));
  if (!file || info.samplerate <= 0) return 0.0;
  return static_cast<double>(info.frames) / info.samplerate;
}

// Reads a whole file at its own rate; the channels are averaged. Of a file whose header promises
// more than there is (a recording cut off, or written to a pipe), what is there is read, and of a
// WAV file whose header promises no samples at all (a recorder that never finished it) what stands
// behind the header. Of one that promises fewer samples than there are, those promised.
// Throws std::runtime_error, one line that begins with the file's name, when there is no such file,
// libsndfile does not know its format, or a sample is not a finite number.
inline mono_audio read_mono(const std::filesystem::path& file_name) {
  const auto fail = [&](const std::string& why) {
    return std::runtime_error(file_name.string() + ": cannot be read as audio: " + why);
  };
  detail::bytes_in_memory unfinished;  // outlives `file`, which may read it
  SF_INFO info{};
  detail::sound_file file(sf_open(file_name.c_str(), SFM_READ, &info));
  if (!file) throw fail(detail::why_not_opened(file_name));
  if (info.frames == 0) unfinished.bytes = detail::finished_wav(file_name);
  if (!unfinished.bytes.empty()) {
    info = {};
    SF_VIRTUAL_IO io = detail::bytes_in_memory::io();
    detail::sound_file finished(sf_open_virtual(&io, SFM_READ, &info, &unfinished));
    if (!finished) throw fail(detail::why_not_opened(file_name));
    file = std::move(finished);
  }

  const auto channels = static_cast<std::size_t>(info.channels);
  constexpr std::size_t block_frames = 4096;
  std::vector<float> block(block_frames * channels);
  mono_audio audio{{}, info.samplerate};
  // Room is not made from the header's length, which a broken file may make anything.
  while (const auto got = static_cast<std::size_t>(
             sf_readf_float(file.get(), block.data(), static_cast<sf_count_t>(block_frames)))) {
    for (std::size_t frame = 0; frame < got; ++frame) {
      double sum = 0.0;
      for (std::size_t c = 0; c < channels; ++c)
        sum += block[frame * channels + c];
      const auto mean = static_cast<float>(sum / static_cast<double>(channels));
      if (!std::isfinite(mean)) {
        throw fail("sample " + std::to_string(audio.samples.size()) + " is not a finite number");
      }
      audio.samples.push_back(mean);
    }
  }
  if (sf_error(file.get()) != SF_ERR_NO_ERROR) throw fail(detail::phrase(sf_strerror(file.get())));
  return audio;
}

// A whole file as mono int16 at `sample_rate` Hz: channels averaged, resampled, rounded to nearest
// and clipped. A mono 16-bit file of that rate comes through bit for bit. Errors: as read_mono, and
// a sample rate out of resample's reach.
inline std::vector<std::int16_t> read_audio(const std::filesystem::path& file_name,
                                            int sample_rate = 16000) {
  mono_audio audio = read_mono(file_name);
  std::vector<float> resampled;
  try {
    resampled = resample(std::move(audio.samples), audio.sample_rate, sample_rate);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(file_name.string() + ": " + error.what());
  }
  std::vector<std::int16_t> samples(resampled.size());
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = to_int16(resampled[i]);
  return samples;
}

// The same of a recording that is to be learnt from, judged or heard. Throws, too, when it holds no
// samples: silence would be learnt in its place, and nobody told.
inline std::vector<std::int16_t> read_recording(const std::filesystem::path& file_name,
                                                int sample_rate = 16000) {
  std::vector<std::int16_t> samples = read_audio(file_name, sample_rate);
  if (samples.empty()) {
    throw std::runtime_error(file_name.string() + ": holds no samples; accepted: at least one");
  }
  return samples;
}

}  // namespace tyto::host
