// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "temporary_dir.hpp"
#include "tyto/host/raw_pcm.hpp"

using tyto::host::raw_pcm_reader;
using tyto::host::to_int16;

namespace {

struct close_file {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using file_ptr = std::unique_ptr<std::FILE, close_file>;

file_ptr file_of(const std::vector<unsigned char>& bytes) {
  file_ptr file(std::tmpfile());
  REQUIRE(file);
  // fwrite takes no null pointer, which an empty vector may have
  if (!bytes.empty()) {
    REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size());
  }
  std::rewind(file.get());
  return file;
}

}  // namespace

TEST_CASE("to_int16 gives back every int16, rounds and clips") {
  int wrong = 0;
  for (int x = -32768; x <= 32767; ++x) {
    if (to_int16(static_cast<float>(x) / 32768) != x) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(to_int16(1.0F) == 32767);
  CHECK(to_int16(-2.0F) == -32768);
  CHECK(to_int16(std::numeric_limits<float>::infinity()) == 32767);
  CHECK(to_int16(std::numeric_limits<float>::quiet_NaN()) == 0);
  CHECK(to_int16(0.6F / 32768) == 1);
  CHECK(to_int16(-0.6F / 32768) == -1);
  CHECK(to_int16(0.4F / 32768) == 0);
}

TEST_CASE("raw samples are little-endian and signed, in chunks of any size") {
  const auto file = file_of({0x00, 0x00, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x80, 0x34, 0x12});
  raw_pcm_reader reader(file.get(), "test");
  std::array<std::int16_t, 3> chunk{};
  CHECK(reader.read(std::span(chunk).first(0)) == 0);
  CHECK(reader.read(chunk) == 3);
  CHECK(chunk == std::array<std::int16_t, 3>{0, -1, 32767});
  CHECK(reader.read(chunk) == 2);
  CHECK(chunk[0] == -32768);
  CHECK(chunk[1] == 0x1234);
  CHECK(reader.read(chunk) == 0);
  CHECK(!reader.odd_byte());
}

TEST_CASE("an odd trailing byte is reported") {
  const auto file = file_of({1, 0, 2, 0, 3});
  raw_pcm_reader reader(file.get(), "test");
  std::array<std::int16_t, 2> chunk{};
  CHECK(reader.read(chunk) == 2);
  CHECK(!reader.odd_byte());
  CHECK(reader.read(chunk) == 0);
  CHECK(reader.odd_byte());
}

TEST_CASE("empty input is the end") {
  const auto file = file_of({});
  raw_pcm_reader reader(file.get(), "test");
  std::array<std::int16_t, 2> chunk{};
  CHECK(reader.read(chunk) == 0);
  CHECK(!reader.odd_byte());
}

TEST_CASE("a failed read names the input") {
  const tyto::test::temporary_dir dir;
  const file_ptr folder(std::fopen((dir / ".").c_str(), "rb"));  // opens, but cannot be read
  REQUIRE(folder);
  raw_pcm_reader reader(folder.get(), "standard input");
  std::array<std::int16_t, 2> chunk{};
  CHECK_THROWS_WITH_AS(reader.read(chunk), "standard input: cannot be read: Is a directory",
                       std::runtime_error);
}
