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

// The folder, if it is there with speech and golden outputs: scripts/reference.sh fetches models
// only.
inline std::optional<std::filesystem::path> reference_dir() {
  std::filesystem::path candidate = reference_dir_candidate();
  std::error_code ignored;
  for (const char* needed : {"speech", "golden"}) {
    if (!std::filesystem::is_directory(candidate / needed, ignored)) return std::nullopt;
  }
  return candidate;
}

// A file of it, if that is there.
inline std::optional<std::filesystem::path> reference_file(const std::string& name) {
  std::filesystem::path candidate = reference_dir_candidate() / name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(candidate, ignored)) return std::nullopt;
  return candidate;
}

// How a test program ends that passed what it could and had to skip something.
inline constexpr int skipped_exit_status = 77;
inline int skipped_tests = 0;

// What a test does before it returns without having tested anything: says so, and is counted. Such
// a test stands in the test suite "reference", which ctest runs as an entry of its own
// (area.reference) and reports as skipped; elsewhere skipping is a failure.
inline void print_skipped(const std::string& what) {
  ++skipped_tests;
  std::printf("SKIPPED: no reference material at %s (%s)\n",
              reference_dir_candidate().lexically_normal().string().c_str(), what.c_str());
  std::fflush(stdout);
}

}  // namespace tyto::test
