// SPDX-License-Identifier: Apache-2.0
// Public models as people have them: each converts, and what the converter's interpreter gives for
// its inputs, one after the other from a fresh start, is what TensorFlow Lite Micro's reference
// kernels gave: integers to the byte, floats within 1e-5 of the largest.
//
// Not in the list: rnnoise_INT8, which converts. Its peer's outputs are those of a first state that
// was not zero, though the file's list has it so: where the last update gate is saturated the
// output is that state, and shows six bytes of every eight in use, as 64-bit addresses have them.
// With a state fitted to the outputs, byte by byte, 82 of the 96 are equal; with zeros 45.
//
// TYTO_TEST_ZOO=name,name chooses some.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "convert/convert.hpp"
#include "convert/run/interpreter.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"

using namespace tyto::test;
namespace convert = tyto::convert;
using convert::values;

namespace {

struct zoo_file {
  std::string name;
  std::string refused;  // the operator that the refusal names; empty where the file converts
};

std::vector<zoo_file> zoo() {
  std::vector<zoo_file> files;
  std::ifstream list(TYTO_SOURCE_DIR "/tests/zoo/models.txt");
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    zoo_file file;
    words >> file.name >> file.refused;
    files.push_back(file);
  }
  return files;
}

bool chosen(const std::string& name) {
  const char* only = std::getenv("TYTO_TEST_ZOO");
  return only == nullptr ||
         ("," + std::string(only) + ",").find("," + name + ",") != std::string::npos;
}

std::vector<std::uint8_t> file_bytes(const std::filesystem::path& path) {
  const std::vector<char> chars = read_bytes(path);
  return {chars.begin(), chars.end()};
}

template <class T>
std::vector<T> elements(const std::vector<std::uint8_t>& bytes, std::size_t begin, std::size_t n) {
  std::vector<T> all(n);
  std::memcpy(all.data(), bytes.data() + begin * sizeof(T), n * sizeof(T));
  return all;
}

// Elements [begin, begin + n) of a file, of the same type as `like`.
values elements_like(const values& like, const std::vector<std::uint8_t>& bytes, std::size_t begin,
                     std::size_t n) {
  return std::visit(
      [&]<class T>(const std::vector<T>&) -> values { return elements<T>(bytes, begin, n); }, like);
}

std::size_t size_of(const values& v) {
  return std::visit([]<class T>(const std::vector<T>& all) { return all.size() * sizeof(T); }, v);
}

std::vector<std::uint8_t> bytes_of(const values& v) {
  return std::visit(
      []<class T>(const std::vector<T>& all) {
        std::vector<std::uint8_t> bytes(all.size() * sizeof(T));
        if (!bytes.empty()) std::memcpy(bytes.data(), all.data(), bytes.size());
        return bytes;
      },
      v);
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0.0;
  double scale = 1e-30;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
    scale = std::max(scale, std::abs(double{b[i]}));
  }
  return largest / scale;
}

void check_model(const std::filesystem::path& stem) {
  const auto model =
      convert::convert_model(file_bytes(stem.string() + ".tflite"), convert::model_format::tflite);
  const std::vector<std::uint8_t> inputs = file_bytes(stem.string() + ".in");
  const std::vector<std::uint8_t> outputs = file_bytes(stem.string() + ".out");
  const values like = convert::self_test_input(model);
  const auto count = static_cast<std::size_t>(model.input.dims.elements());
  REQUIRE(inputs.size() % size_of(like) == 0);
  const std::size_t steps = inputs.size() / size_of(like);
  convert::kept_rows rows = convert::first_rows(model);
  std::vector<std::uint8_t> got;
  for (std::size_t step = 0; step < steps; ++step) {
    const values output =
        convert::interpret_next(model, elements_like(like, inputs, step * count, count), rows);
    const std::vector<std::uint8_t> bytes = bytes_of(output);
    got.insert(got.end(), bytes.begin(), bytes.end());
  }
  REQUIRE(got.size() == outputs.size());
  if (model.output.is_float) {
    const std::size_t floats = got.size() / sizeof(float);
    CHECK(largest_difference(elements<float>(got, 0, floats), elements<float>(outputs, 0, floats)) <
          1e-5);
  } else {
    CHECK(got == outputs);
  }
}

}  // namespace

TEST_SUITE("reference") {
  TEST_CASE("public models give what TensorFlow Lite Micro's reference kernels give") {
    if (!reference_file("zoo/v2_okay_nabu.tflite")) return print_skipped("zoo");
    const std::vector<zoo_file> files = zoo();
    REQUIRE(!files.empty());
    for (const zoo_file& file : files) {
      const std::string& name = file.name;
      if (!chosen(name)) continue;
      CAPTURE(name);
      const std::filesystem::path stem = reference_dir_candidate() / "zoo" / name;
      if (file.refused.empty()) {
        CHECK_NOTHROW(check_model(stem));
        continue;
      }
      try {
        convert::convert_model(file_bytes(stem.string() + ".tflite"),
                               convert::model_format::tflite);
        FAIL_CHECK("converts: take it off the list of refused ones");
      } catch (const std::exception& e) {
        CHECK(std::string(e.what()).find(file.refused) != std::string::npos);
      }
    }
  }
}
