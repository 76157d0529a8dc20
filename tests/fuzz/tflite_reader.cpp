// SPDX-License-Identifier: Apache-2.0
// Any bytes as a TensorFlow Lite file: they either become a header or an `error` of one line. What
// is small enough is also run, planned and reported.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "convert/convert.hpp"
#include "convert/emit_header.hpp"
#include "convert/error.hpp"
#include "convert/report.hpp"

namespace {

// Keeps one input well under a second, sanitizers included.
constexpr std::int64_t most_operations = 1 << 20;
constexpr std::size_t most_layers = 32;

bool is_small(const tyto::convert::lowered::model& model) {
  std::int64_t operations = 0;
  for (const auto& layer : model.layers)
    operations += tyto::convert::lowered::operations_of(layer);
  return operations <= most_operations && model.layers.size() <= most_layers;
}

void require(bool condition, const std::string& what) {
  if (condition) return;
  std::cerr << "tflite_reader: " << what << '\n';
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tyto::convert;
  try {
    const lowered::model model = convert_tflite({data, size});
    if (!is_small(model)) return 0;
    const source from{"fuzz.tflite", size, ""};
    require(!report(model, from).empty(), "an empty report");
    const std::string header =
        emit_header(model, from, {.name = "fuzz", .labels = {}, .front_end = {}});
    require(header.find('\0') == std::string::npos, "a header with a zero byte");
  } catch (const error& e) {
    const std::string message = e.what();
    require(!message.empty() && message.size() < 2000, "a message of no or too much text");
    for (const char c : message) {
      require(static_cast<unsigned char>(c) >= 0x20, "a message of more than a line: " + message);
    }
  }
  return 0;
}
