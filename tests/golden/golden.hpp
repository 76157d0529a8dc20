// SPDX-License-Identifier: Apache-2.0
// A baked model against files of inputs and of the outputs that TensorFlow Lite Micro's reference
// kernels gave for them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "golden/own_files.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"
#include "tyto/host/run_model.hpp"

namespace tyto::test {

inline std::size_t differing_bytes(std::span<const char> a, std::span<const char> b) {
  REQUIRE(a.size() == b.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    count += a[i] != b[i] ? 1U : 0U;
  return count;
}

// Runs Model on each input and compares; Run is host::run_model or host::run_operators. The number
// of inputs is checked too: an empty file must not pass.
template <class Model, class Run>
void check_outputs(const std::string& name, std::span<const char> inputs,
                   std::span<const char> expected, std::size_t input_count, Run&& run) {
  constexpr std::size_t step = host::input_bytes<Model>;
  REQUIRE(inputs.size() == input_count * step);
  std::vector<char> outputs;
  for (std::size_t at = 0; at < inputs.size(); at += step) {
    const auto output = run(inputs.subspan(at, step));
    outputs.insert(outputs.end(), output.begin(), output.end());
  }
  MESSAGE(name << ": " << outputs.size() << " bytes compared");
  CHECK(differing_bytes(outputs, expected) == 0);
}

// With the files of this tree.
template <class Model, class Run>
void check_own_golden(const std::string& inputs_name, const std::string& outputs_name,
                      std::size_t input_count, Run&& run) {
  const auto inputs = read_bytes(own_golden(inputs_name));
  const auto expected = read_bytes(own_golden(outputs_name));
  check_outputs<Model>(outputs_name, inputs, expected, input_count, run);
}

// With files of the reference material, where it is.
template <class Model, class Run>
void check_golden(const std::string& inputs_name, const std::string& outputs_name,
                  std::size_t input_count, Run&& run) {
  const auto inputs = reference_file("golden/" + inputs_name);
  const auto expected = reference_file("golden/" + outputs_name);
  if (!inputs || !expected) {
    print_skipped(outputs_name);
    return;
  }
  check_outputs<Model>(outputs_name, read_bytes(*inputs), read_bytes(*expected), input_count, run);
}

}  // namespace tyto::test
