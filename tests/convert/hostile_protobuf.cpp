// SPDX-License-Identifier: Apache-2.0
// Damaged ONNX and GraphDef files: cut at every length, bytes changed at random. Each is either
// converted or refused with one line.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/emit/emit_header.hpp"
#include "convert/onnx_models.hpp"
#include "convert/small_float_models.hpp"
#include "support/random.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using bytes = std::vector<std::uint8_t>;

namespace {

struct tally {
  int converted = 0;
  int refused = 0;
};

void try_file(const bytes& file, model_format format, tally& t) {
  try {
    const lowered::model m = convert_model(file, format);
    ++t.converted;
    std::int64_t operations = 0;
    for (const lowered::layer& l : m.layers)
      operations += lowered::operations_of(l);
    if (operations > 1'000'000) return;
    const header_options options{.name = "x", .labels = {}, .front_end = {}};
    REQUIRE_FALSE(emit_header(m, {"x", file.size(), ""}, options).empty());
  } catch (const error& e) {
    ++t.refused;
    const std::string message = e.what();
    REQUIRE_FALSE(message.empty());
    REQUIRE(message.size() < 2000);
    REQUIRE(std::none_of(message.begin(), message.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  }
}

void cut(const bytes& whole, model_format format, tally& t) {
  for (std::size_t length = 0; length < whole.size(); ++length) {
    try_file({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}, format, t);
  }
}

// One to eight bytes changed, a bit flipped or a new value.
void change(const bytes& whole, model_format format, int times, std::uint64_t seed, tally& t) {
  tyto::test::random numbers(seed);
  const int size = static_cast<int>(whole.size());
  for (int i = 0; i < times; ++i) {
    bytes changed = whole;
    for (int n = numbers.between(1, 8); n > 0; --n) {
      auto& byte = changed[static_cast<std::size_t>(numbers.between(0, size - 1))];
      byte = static_cast<std::uint8_t>(numbers.one_in(2) ? byte ^ (1 << numbers.between(0, 7))
                                                         : numbers.between(0, 255));
    }
    try_file(changed, format, t);
  }
}

void check(const named_files& files, model_format format) {
  tally t;
  std::uint64_t seed = 1;
  for (const auto& file : files) {
    CAPTURE(file.first);
    const auto& whole = file.second;
    tally intact;
    try_file(whole, format, intact);
    CHECK(intact.converted == 1);
    cut(whole, format, t);
    change(whole, format, 1000, seed++, t);
  }
  CHECK(t.converted > 100);
  CHECK(t.refused > 1000);
}

}  // namespace

TEST_CASE("damaged ONNX files") {
  check(small_onnx_models(), model_format::onnx);
}

TEST_CASE("damaged GraphDef files") {
  check(small_graphdef_models(), model_format::graphdef);
}

TEST_CASE("larger files, damaged") {
  tally t;
  change(onnx_resnet_like().bytes(), model_format::onnx, 300, 3, t);
  change(graphdef_ds_cnn_like().bytes(), model_format::graphdef, 300, 4, t);
  CHECK(t.converted > 20);
  CHECK(t.refused > 20);
}

TEST_CASE("one format's files as another") {
  tally t;
  for (const auto& [name, file] : small_onnx_models())
    try_file(file, model_format::graphdef, t);
  for (const auto& [name, file] : small_graphdef_models())
    try_file(file, model_format::onnx, t);
  for (const auto& [name, file] : small_graphdef_models())
    try_file(file, model_format::tflite, t);
  CHECK(t.converted == 0);
}
