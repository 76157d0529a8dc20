// SPDX-License-Identifier: Apache-2.0
// Files as the converter reads and writes them. Messages do not repeat the file's name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

// All bytes of a file of up to `most` bytes.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::int64_t most);

// One label a line; a carriage return at a line's end and empty lines at the file's end are not
// part of them.
std::vector<std::string> read_labels(const std::filesystem::path& path);

// Runs `f`; an `error` in it that names no file yet gets this one's name in front.
template <class F>
auto with_name(const std::string& file, F f) {
  try {
    return f();
  } catch (const named_error&) {
    throw;
  } catch (const error& e) {
    throw named_error(fmt::format("{}: {}", printable(file, 4096), e.what()));
  }
}

// Writes a file whole or not at all: to a temporary one beside it, which then takes its name.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace tyto::convert
