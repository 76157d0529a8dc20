// SPDX-License-Identifier: Apache-2.0
#include "wav_samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace {

using two_core::wav_fault;

std::string le(std::size_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i)
    text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

std::string chunk(const std::string& name, const std::string& content) {
  return name + le(content.size(), 4) + content + std::string(content.size() % 2, '\0');
}

std::string format(std::size_t kind, std::size_t channels, std::size_t rate, std::size_t bits) {
  return le(kind, 2) + le(channels, 2) + le(rate, 4) + le(rate * 2, 4) + le(2, 2) + le(bits, 2);
}

std::string wav(const std::string& chunks) {
  return "RIFF" + le(chunks.size() + 4, 4) + "WAVE" + chunks;
}

const std::string good_format = format(1, 1, 16000, 16);
const std::string samples_123 = le(1, 2) + le(2, 2) + le(0xFFFD, 2);  // 1, 2, -3

struct outcome {
  wav_fault fault;
  std::vector<std::int16_t> samples;
};

outcome read(const std::string& file, std::size_t piece = 2) {
  std::size_t at = 0;
  two_core::wav_samples wav([&](void* to, std::size_t bytes) {
    const std::size_t got = std::min(bytes, file.size() - at);
    std::memcpy(to, file.data() + at, got);
    at += got;
    return got;
  });
  outcome o{wav.open(16000), {}};
  std::vector<std::int16_t> buffer(piece);
  while (o.fault == wav_fault::none) {
    const std::size_t count = wav.next(buffer);
    if (count == 0) break;
    o.samples.insert(o.samples.end(), buffer.begin(),
                     buffer.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return o;
}

}  // namespace

TEST_CASE("two_core: samples of a WAV file, other chunks skipped") {
  const std::vector<std::int16_t> wanted{1, 2, -3};
  CHECK(read(wav(chunk("fmt ", good_format) + chunk("data", samples_123))).samples == wanted);
  CHECK(read(wav(chunk("fmt ", good_format) + chunk("data", samples_123)), 100).samples == wanted);
  CHECK(read(wav(chunk("LIST", "odd size.") + chunk("fmt ", good_format + le(0, 2)) +
                 chunk("fact", std::string(40, 'x')) + chunk("data", samples_123) +
                 chunk("LIST", "after")))
            .samples == wanted);
}

TEST_CASE("two_core: a WAV file that is cut off is heard as far as it goes") {
  std::string file = wav(chunk("fmt ", good_format) + chunk("data", samples_123));
  file.resize(file.size() - 3);
  CHECK(read(file).samples == std::vector<std::int16_t>{1});
}

TEST_CASE("two_core: what is no WAV file of 16-bit mono samples at 16 kHz is refused") {
  const std::string data = chunk("data", samples_123);
  CHECK(read("").fault == wav_fault::no_wav);
  CHECK(read("RIFF").fault == wav_fault::no_wav);
  CHECK(read(std::string(100, 'x')).fault == wav_fault::no_wav);
  CHECK(read(wav(data)).fault == wav_fault::no_wav);
  CHECK(read(wav(chunk("fmt ", good_format))).fault == wav_fault::no_samples);
  CHECK(read(wav("fmt ")).fault == wav_fault::no_samples);
  CHECK(read(wav("LIST" + le(1000, 4) + "x")).fault == wav_fault::no_samples);
  for (const std::string& other : {format(3, 1, 16000, 16), format(1, 2, 16000, 16),
                                   format(1, 1, 48000, 16), format(1, 1, 16000, 8)}) {
    CHECK(read(wav(chunk("fmt ", other) + data)).fault == wav_fault::wrong_format);
  }
}
