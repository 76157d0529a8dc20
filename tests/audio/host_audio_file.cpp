// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "canonical_wav.hpp"
#include "support/reference_dir.hpp"
#include "temporary_dir.hpp"
#include "tyto/host/audio_file.hpp"

namespace fs = std::filesystem;
using tyto::host::read_audio;
using tyto::host::read_mono;

namespace {

void write(const fs::path& path, int format, int rate, int channels,
           const std::vector<float>& interleaved) {
  SF_INFO info{};
  info.format = format;
  info.samplerate = rate;
  info.channels = channels;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  REQUIRE(file != nullptr);
  const auto frames = static_cast<sf_count_t>(interleaved.size()) / channels;
  REQUIRE(sf_writef_float(file, interleaved.data(), frames) == frames);
  REQUIRE(sf_close(file) == 0);
}

void write_int16(const fs::path& path, const std::vector<std::int16_t>& samples) {
  SF_INFO info{};
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  info.samplerate = 16000;
  info.channels = 1;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  REQUIRE(file != nullptr);
  const auto frames = static_cast<sf_count_t>(samples.size());
  REQUIRE(sf_writef_short(file, samples.data(), frames) == frames);
  REQUIRE(sf_close(file) == 0);
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

double sine(double hz, double rate, std::size_t n) {
  return std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / rate);
}

std::vector<float> sine(double hz, double rate, std::size_t count, double amplitude) {
  std::vector<float> samples(count);
  for (std::size_t n = 0; n < count; ++n) {
    samples[n] = static_cast<float>(amplitude * sine(hz, rate, n));
  }
  return samples;
}

std::vector<std::int16_t> every_int16() {
  std::vector<std::int16_t> samples;
  for (int x = -32768; x <= 32767; ++x)
    samples.push_back(static_cast<std::int16_t>(x));
  return samples;
}

// Largest difference, in steps of int16, from a sine at 16 kHz, but for the ends.
double worst_from_sine(const std::vector<std::int16_t>& samples, double hz, double amplitude) {
  double worst = 0;
  for (std::size_t n = 400; n + 400 < samples.size(); ++n) {
    worst = std::max(worst, std::fabs(samples[n] - 32768 * amplitude * sine(hz, 16000, n)));
  }
  return worst;
}

// The error's text; empty if there is none.
std::string failure(const fs::path& path) {
  try {
    read_audio(path);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

void check_clear_failure(const fs::path& path, const std::string& why) {
  const std::string text = failure(path);
  CAPTURE(text);
  CHECK(text.rfind(path.string() + ": ", 0) == 0);
  CHECK(text.find(why) != std::string::npos);
  CHECK(text.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("audio_file: a WAV that its recorder never finished is read to its end") {
  const tyto::test::temporary_dir dir;
  const fs::path file = dir / "unfinished.wav";
  const std::vector<std::int16_t> samples{1, -2, 300, -400, 32767, 5};
  write_int16(file, samples);
  std::string bytes = read_bytes(file);
  const std::size_t data = bytes.find("data");
  REQUIRE(data != std::string::npos);

  for (const char* riff_size : {"whole", "zero", "header"}) {
    std::string cut = bytes;
    cut.replace(data + 4, 4, std::string(4, '\0'));
    if (riff_size == std::string("zero")) cut.replace(4, 4, std::string(4, '\0'));
    if (riff_size == std::string("header")) cut.replace(4, 4, std::string("\x24\0\0\0", 4));
    write_bytes(file, cut);
    CHECK(read_audio(file, 16000) == samples);
    // Half a sample at the end is dropped.
    write_bytes(file, cut + "x");
    CHECK(read_audio(file, 16000) == samples);
  }

  // One that is really empty stays so, also with a chunk behind its data.
  std::string empty = bytes.substr(0, data + 8);
  empty.replace(data + 4, 4, std::string(4, '\0'));
  write_bytes(file, empty);
  CHECK(read_audio(file, 16000).empty());
  write_bytes(file, empty + std::string("LIST\4\0\0\0abcd", 12));
  CHECK(read_audio(file, 16000).empty());
}

TEST_CASE("audio_file: unfinished big-endian and 64-bit WAVs, a chunk before the samples") {
  const tyto::test::temporary_dir dir;
  const fs::path file = dir / "unfinished.wav";
  const std::vector<std::int16_t> samples{1, -2, 300, -400, 32767, 5};
  write_int16(file, samples);
  const std::string bytes = read_bytes(file);
  const std::size_t data = bytes.find("data");
  REQUIRE(data == 36);
  const std::string format = bytes.substr(12, 24);
  const std::string sound = bytes.substr(44);

  const std::string list("LIST\x12\0\0\0INFOISFT\6\0\0\0Lavf58", 26);
  write_bytes(file, bytes.substr(0, 36) + list + std::string("data\0\0\0\0", 8) + sound);
  CHECK(read_audio(file, 16000) == samples);

  const std::string ds64 = std::string("ds64\x1c\0\0\0", 8) + std::string(28, '\0');
  write_bytes(file, "RF64\xff\xff\xff\xffWAVE" + ds64 + format + "data\xff\xff\xff\xff" + sound);
  CHECK(read_audio(file, 16000) == samples);

  // Each number the other way round.
  const auto swapped = [](std::string numbers, std::size_t size) {
    for (std::size_t at = 0; at + size <= numbers.size(); at += size)
      std::reverse(numbers.begin() + static_cast<std::ptrdiff_t>(at),
                   numbers.begin() + static_cast<std::ptrdiff_t>(at + size));
    return numbers;
  };
  const std::string big = std::string("RIFX\0\0\0\0WAVEfmt ", 16) +
                          swapped(format.substr(4, 4), 4) + swapped(format.substr(8, 4), 2) +
                          swapped(format.substr(12, 8), 4) + swapped(format.substr(20, 4), 2) +
                          std::string("data\0\0\0\0", 8);
  write_bytes(file, big + swapped(sound, 2));
  CHECK(read_audio(file, 16000) == samples);
}

TEST_CASE("audio_file: numbers in a header that make no sense") {
  const tyto::test::temporary_dir dir;
  write_int16(dir / "rate.wav", {1, 2, 3});
  std::string bytes = read_bytes(dir / "rate.wav");
  bytes.replace(24, 4, std::string(4, '\0'));
  write_bytes(dir / "rate.wav", bytes);
  check_clear_failure(dir / "rate.wav", "its header makes no sense (sample rate");
}

TEST_CASE("audio_file: the WAV of length 0 of the reference material" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  const fs::path file =
      reference ? *reference / "cases" / "17-wav-length-zero" / "zero_length.wav" : fs::path();
  if (!reference || !fs::exists(file)) {
    tyto::test::print_skipped("the WAV of length 0");
    return;
  }
  CHECK(read_audio(file, 16000).size() == 16000);
}

TEST_CASE("16 kHz mono 16-bit comes through bit for bit") {
  const tyto::test::temporary_dir dir;
  const auto samples = every_int16();
  write_int16(dir / "all.wav", samples);
  CHECK(read_audio(dir / "all.wav") == samples);
}

TEST_CASE("speech comes through bit for bit" * doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("speech/yes");
    return;
  }
  int files = 0;
  for (const auto& entry : fs::directory_iterator(*reference / "speech" / "yes")) {
    CHECK(read_audio(entry.path()) == tyto::test::read_canonical_wav(entry.path()));
    ++files;
  }
  CHECK(files > 0);
}

TEST_CASE("channels are averaged") {
  const tyto::test::temporary_dir dir;
  const std::vector<float> stereo = {0.5F, 0.25F, -1.0F, -0.5F, 0.75F, -0.75F};
  write(dir / "stereo.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 2, stereo);
  CHECK(read_audio(dir / "stereo.wav") == std::vector<std::int16_t>{12288, -24576, 0});
  const std::vector<float> six = {0.6F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F};
  write(dir / "six.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 6, six);
  CHECK(read_audio(dir / "six.wav") == std::vector<std::int16_t>{3277});  // 3276.8
}

TEST_CASE("sample formats: 8 bit, 24 bit, float, FLAC, mu-law") {
  const tyto::test::temporary_dir dir;
  const std::vector<float> samples = {0.0F, 0.5F, -0.5F, 0.25F, -1.0F};
  const std::vector<std::int16_t> right = {0, 16384, -16384, 8192, -32768};
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, SF_FORMAT_WAV | SF_FORMAT_PCM_24,
                           SF_FORMAT_WAV | SF_FORMAT_PCM_32, SF_FORMAT_WAV | SF_FORMAT_FLOAT,
                           SF_FORMAT_WAV | SF_FORMAT_DOUBLE, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
                           SF_FORMAT_AIFF | SF_FORMAT_PCM_16}) {
    CAPTURE(format);
    write(dir / "file", format, 16000, 1, samples);
    const auto got = read_audio(dir / "file");
    REQUIRE(got.size() == right.size());
    for (std::size_t i = 0; i < right.size(); ++i) {
      // Of 8 bits, libsndfile's own rounding on writing may be one step of 256 off.
      const int tolerance = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_U8 ? 256 : 1;
      CHECK(std::abs(got[i] - right[i]) <= tolerance);
    }
  }
}

TEST_CASE("float samples are rounded to nearest and clipped") {
  const tyto::test::temporary_dir dir;
  const std::vector<float> samples = {1.0F, 1.5F, -1.0F, -7.0F, 100.4F / 32768, -100.6F / 32768};
  write(dir / "loud.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 1, samples);
  CHECK(read_audio(dir / "loud.wav") ==
        std::vector<std::int16_t>{32767, 32767, -32768, -32768, 100, -101});
}

TEST_CASE("other rates are resampled in place, in level and without aliases") {
  const tyto::test::temporary_dir dir;
  for (const int rate : {8000, 11025, 22050, 44100, 48000}) {
    CAPTURE(rate);
    const auto count = static_cast<std::size_t>(rate);
    write(dir / "low.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate, 1, sine(1000, rate, count, 0.5));
    const auto low = read_audio(dir / "low.wav");
    CHECK(std::abs(static_cast<int>(low.size()) - 16000) <= 1);
    CHECK(worst_from_sine(low, 1000, 0.5) < 3);
  }
  // 12 kHz does not exist at 16 kHz; taken every so often it would be heard at 4 kHz.
  write(dir / "high.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1,
        sine(12000, 44100, 44100, 0.5));
  CHECK(worst_from_sine(read_audio(dir / "high.wav"), 0, 0) < 2);
}

TEST_CASE("read_mono keeps the rate and says it") {
  const tyto::test::temporary_dir dir;
  write(dir / "a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 2, {0.5F, 0.25F});
  const auto audio = read_mono(dir / "a.wav");
  CHECK(audio.sample_rate == 44100);
  CHECK(audio.samples == std::vector<float>{0.375F});
}

TEST_CASE("longer than one block") {
  const tyto::test::temporary_dir dir;
  std::mt19937 random(4);
  std::vector<std::int16_t> samples(3 * 4096 + 17);
  for (auto& sample : samples)
    sample = static_cast<std::int16_t>(random());
  write_int16(dir / "long.wav", samples);
  CHECK(read_audio(dir / "long.wav") == samples);
}

TEST_CASE("a file cut off in its samples gives those that are there") {
  const tyto::test::temporary_dir dir;
  const auto samples = every_int16();
  write_int16(dir / "whole.wav", samples);
  const std::string bytes = read_bytes(dir / "whole.wav");
  REQUIRE(bytes.size() == 44 + 2 * samples.size());
  write_bytes(dir / "cut.wav", bytes.substr(0, 44 + 2 * 1000));
  CHECK(read_audio(dir / "cut.wav") ==
        std::vector<std::int16_t>(samples.begin(), samples.begin() + 1000));
  // The same from a header whose length was never filled in, as in a pipe.
  std::string endless = bytes.substr(0, 44 + 2 * 1000);
  endless.replace(4, 4, "\xff\xff\xff\xff").replace(40, 4, "\xff\xff\xff\xff");
  write_bytes(dir / "endless.wav", endless);
  CHECK(read_audio(dir / "endless.wav") ==
        std::vector<std::int16_t>(samples.begin(), samples.begin() + 1000));
}

TEST_CASE("a WAV file without samples is empty audio") {
  const tyto::test::temporary_dir dir;
  write_int16(dir / "none.wav", {});
  CHECK(read_audio(dir / "none.wav").empty());
  // What is to be learnt from or heard is refused by name.
  CHECK_THROWS_WITH(
      tyto::host::read_recording(dir / "none.wav"),
      ((dir / "none.wav").string() + ": holds no samples; accepted: at least one").c_str());
  write_int16(dir / "one.wav", {-5});
  CHECK(tyto::host::read_recording(dir / "one.wav") == std::vector<std::int16_t>{-5});
}

TEST_CASE("a WAV of half a sample has none, of one and a half one") {
  const tyto::test::temporary_dir dir;
  write_int16(dir / "whole.wav", {1, 2});
  std::string bytes = read_bytes(dir / "whole.wav");
  REQUIRE(bytes.size() == 48);
  for (const char length : {'\3', '\1'}) {
    bytes.resize(44 + static_cast<std::size_t>(length));
    bytes[40] = length;
    write_bytes(dir / "cut.wav", bytes);
    CHECK(read_audio(dir / "cut.wav").size() == static_cast<std::size_t>(length / 2));
  }
}

TEST_CASE("what is no audio fails with one line that names the file") {
  const tyto::test::temporary_dir dir;
  check_clear_failure(dir / "missing.wav", "cannot be read as audio: no such file");

  write_bytes(dir / "empty.wav", "");
  check_clear_failure(dir / "empty.wav", "cannot be read as audio: unknown format");

  write_bytes(dir / "text.wav", "This is no audio at all, but a line of text that is long enough.");
  check_clear_failure(dir / "text.wav", "cannot be read as audio: unknown format");

  check_clear_failure(dir / ".", "cannot be read as audio: it is a directory");

  write_int16(dir / "whole.wav", every_int16());
  const std::string bytes = read_bytes(dir / "whole.wav");
  for (const std::size_t length : {3U, 8U, 20U, 30U, 36U}) {
    CAPTURE(length);
    write_bytes(dir / "header.wav", bytes.substr(0, length));
    check_clear_failure(dir / "header.wav", "cannot be read as audio");
  }

  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  write(dir / "nan.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 1, {0.0F, nan});
  check_clear_failure(dir / "nan.wav", "sample 1 is not a finite number");

  write(dir / "slow.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 10, 1, {0.0F});
  check_clear_failure(dir / "slow.wav", "cannot resample from 10 Hz to 16000 Hz");
}
