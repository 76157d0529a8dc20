// SPDX-License-Identifier: Apache-2.0
// The golden files that are part of the tree: README.md in this folder says what each holds.
#pragma once

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "support/read_file.hpp"

namespace tyto::test {

inline std::filesystem::path own_golden(const std::string& name) {
  return std::filesystem::path(TYTO_SOURCE_DIR) / "tests" / "golden" / name;
}

// Little-endian, as every machine that runs the tests is.
template <class T>
std::vector<T> read_own_golden(const std::string& name) {
  const std::vector<char> bytes = read_bytes(own_golden(name));
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

}  // namespace tyto::test
