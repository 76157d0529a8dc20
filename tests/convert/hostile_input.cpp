// SPDX-License-Identifier: Apache-2.0
// Damaged files: cut at every length, bytes changed at random. Each is either converted or refused
// with one line; nothing else may come out of the converter, least of all a crash.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/emit/emit_header.hpp"
#include "convert/scratch_folder.hpp"
#include "convert/small_models.hpp"
#include "convert/test_models.hpp"
#include "support/random.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using bytes = std::vector<std::uint8_t>;

namespace {

struct tally {
  int converted = 0;
  int refused = 0;
};

void try_file(const bytes& file, tally& t) {
  try {
    const lowered::model m = convert_tflite(file);
    ++t.converted;
    std::int64_t operations = 0;
    for (const lowered::layer& l : m.layers)
      operations += lowered::operations_of(l);
    if (operations > 10'000'000) return;
    const header_options options{.name = "x", .labels = {}, .front_end = {}};
    REQUIRE_FALSE(emit_header(m, {"x.tflite", file.size(), ""}, options).empty());
  } catch (const error& e) {
    ++t.refused;
    const std::string message = e.what();
    REQUIRE_FALSE(message.empty());
    REQUIRE(std::none_of(message.begin(), message.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  }
}

bytes bundled_model() {
  const std::string text = read_text(TYTO_SOURCE_DIR "/models/ds_cnn_s/ds_cnn_s_int8.tflite");
  return {text.begin(), text.end()};
}

// Files with one to eight bytes changed, a bit flipped or a new value, in the part where the tables
// stand as often as in the weights.
void change_bytes(const bytes& file, int times, std::uint64_t seed, tally& t) {
  tyto::test::random numbers(seed);
  const int size = static_cast<int>(file.size());
  for (int i = 0; i < times; ++i) {
    bytes changed = file;
    for (int n = numbers.between(1, 8); n > 0; --n) {
      const int start = numbers.one_in(2) ? 0 : std::max(0, size - 4096);
      auto& byte = changed[static_cast<std::size_t>(numbers.between(start, size - 1))];
      byte = static_cast<std::uint8_t>(numbers.one_in(2) ? byte ^ (1 << numbers.between(0, 7))
                                                         : numbers.between(0, 255));
    }
    try_file(changed, t);
  }
}

}  // namespace

TEST_CASE("a real model cut short at any length is refused") {
  const bytes whole = bundled_model();
  tally t;
  for (std::size_t length = 0; length < whole.size(); length += length < 2048 ? 1 : 37) {
    try_file({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}, t);
  }
  CHECK(t.converted == 0);
  CHECK(t.refused > 3000);
  try_file(whole, t);
  CHECK(t.converted == 1);
}

TEST_CASE("small models cut short at every length are refused or as good as whole") {
  for (auto& model : small_models()) {
    CAPTURE(model.first);
    auto& builder = model.second;
    const bytes whole = builder.bytes();
    tally t;
    for (std::size_t length = 0; length < whole.size(); ++length) {
      try_file({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}, t);
    }
    CHECK(t.converted < 8);  // no more than the padding at the end
  }
}

TEST_CASE("bytes of a real model changed at random") {
  tally t;
  change_bytes(bundled_model(), 400, 1, t);
  CHECK(t.converted > 20);
  CHECK(t.refused > 20);
}

TEST_CASE("bytes of small models changed at random") {
  tally t;
  std::uint64_t seed = 2;
  for (auto& [name, builder] : small_models())
    change_bytes(builder.bytes(), 500, seed++, t);
  for (const bytes& file : {streaming_like(), mixed(), reshaping()}) {
    change_bytes(file, 500, seed++, t);
  }
  CHECK(t.converted > 200);
  CHECK(t.refused > 1000);
}

TEST_CASE("each byte of a small model replaced by the ends of its range") {
  for (auto& model : small_models()) {
    CAPTURE(model.first);
    auto& builder = model.second;
    const bytes whole = builder.bytes();
    tally t;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int value : {0x00, 0x7f, 0x80, 0xff}) {
        bytes changed = whole;
        changed[i] = static_cast<std::uint8_t>(value);
        try_file(changed, t);
      }
    }
    CHECK(t.converted > 0);
    CHECK(t.refused > 0);
  }
}
