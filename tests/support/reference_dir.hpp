// SPDX-License-Identifier: Apache-2.0
// Where the reference material is: models, speech and golden outputs that are not part of this
// tree. Tests that need it skip, and say so, when it is absent.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace tyto::test {

// Where it is looked for: $TYTO_REFERENCE_DIR, else ../shared/reference beside the source tree.
inline std::filesystem::path reference_dir_candidate() {
  if (const char* set = std::getenv("TYTO_REFERENCE_DIR"); set != nullptr && *set != '\0') {
    return set;
  }
#ifdef TYTO_SOURCE_DIR
  return std::filesystem::path(TYTO_SOURCE_DIR) / ".." / "shared" / "reference";
#else
  return std::filesystem::path("..") / "shared" / "reference";
#endif
}

// The folder, if it is there.
inline std::optional<std::filesystem::path> reference_dir() {
  std::filesystem::path candidate = reference_dir_candidate();
  std::error_code ignored;
  if (!std::filesystem::is_directory(candidate, ignored)) return std::nullopt;
  return candidate;
}

// The line a test prints before it returns without having tested anything.
inline void print_skipped(const std::string& what) {
  std::printf("SKIPPED: no reference material at %s (%s)\n",
              reference_dir_candidate().lexically_normal().string().c_str(), what.c_str());
  std::fflush(stdout);
}

}  // namespace tyto::test
