// SPDX-License-Identifier: Apache-2.0
// What fuzzers of the readers share. What is small enough is also run, planned and reported.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/emit/emit_header.hpp"
#include "convert/emit/report.hpp"

namespace tyto::test {

inline void require(bool condition, const std::string& what) {
  if (condition) return;
  std::cerr << "fuzzer: " << what << '\n';
  std::abort();
}

// Keeps one input well under a second, sanitizers included.
inline bool is_small(const convert::lowered::model& model) {
  constexpr std::int64_t most_operations = 1 << 20;
  constexpr std::size_t most_layers = 32;
  std::int64_t operations = 0;
  for (const auto& layer : model.layers)
    operations += convert::lowered::operations_of(layer);
  return operations <= most_operations && model.layers.size() <= most_layers;
}

inline int convert_anything(std::span<const std::uint8_t> bytes, convert::model_format format) {
  using namespace convert;
  try {
    const lowered::model model = convert_model(bytes, format);
    if (!is_small(model)) return 0;
    const source from{"fuzz", bytes.size(), ""};
    require(!report(model, from).empty(), "an empty report");
    header_options options{.name = "fuzz", .labels = model.labels, .front_end = model.front_end};
    require(emit_header(model, from, options).find('\0') == std::string::npos,
            "a header with a zero byte");
  } catch (const error& e) {
    const std::string message = e.what();
    require(!message.empty() && message.size() < 2000, "a message of no or too much text");
    for (const char c : message) {
      require(static_cast<unsigned char>(c) >= 0x20, "a message of more than a line: " + message);
    }
  }
  return 0;
}

}  // namespace tyto::test
