// SPDX-License-Identifier: Apache-2.0
// Audio files of any format, rate and channel count that libsndfile reads, as mono samples at the
// rate a front end wants.
#pragma once

#include <sndfile.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tyto/host/raw_pcm.hpp"
#include "tyto/host/resample.hpp"

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

// libsndfile's message as one phrase: it may end in a full stop or a line end.
inline std::string phrase(const char* message) {
  std::string text = message;
  while (!text.empty() && (text.back() == '\n' || text.back() == '.'))
    text.pop_back();
  return text;
}

// Why sf_open has just failed.
inline std::string why_not_opened(const std::filesystem::path& file_name) {
  const int error = sf_error(nullptr);
  const std::string message = phrase(sf_strerror(nullptr));
  std::error_code ignored;
  if (!std::filesystem::exists(file_name, ignored)) return "no such file";
  if (std::filesystem::is_directory(file_name, ignored)) return "it is a directory";
  if (error == SF_ERR_UNRECOGNISED_FORMAT) {
    return "unknown format (known are libsndfile's, such as WAV, FLAC, Ogg)";
  }
  return message;
}

}  // namespace detail

// Reads a whole file at its own rate; the channels are averaged. Of a file whose header promises
// more than there is (a recording cut off, or written to a pipe), what is there is read.
// Throws std::runtime_error, one line that begins with the file's name, when there is no such file,
// libsndfile does not know its format, or a sample is not a finite number.
inline mono_audio read_mono(const std::filesystem::path& file_name) {
  const auto fail = [&](const std::string& why) {
    return std::runtime_error(file_name.string() + ": cannot be read as audio: " + why);
  };
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, detail::close_sound_file> file(
      sf_open(file_name.c_str(), SFM_READ, &info));
  if (!file) throw fail(detail::why_not_opened(file_name));

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

}  // namespace tyto::host
