// SPDX-License-Identifier: Apache-2.0
// The guard is trusted by every kernel test, so it is tested itself.
#include "support/guarded_buffer.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdint>
#include <cstdio>

using tyto::test::guarded_buffer;

namespace {

// Whether `action` ends the process: tried in a child.
template <class Action>
bool is_fatal(Action action) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);  // no report: it is the expected end
    std::fclose(stderr);
    action();
    _exit(0);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

template <class T>
void read(const T* address) {
  [[maybe_unused]] const volatile T value = *address;
}

std::size_t past_boundary(const void* address) {
  return reinterpret_cast<std::uintptr_t>(address) % 64;
}

}  // namespace

TEST_CASE("one byte past the end of a guarded buffer is fatal") {
  for (const std::size_t count : {1U, 7U, 64U, 4095U, 4096U, 5000U}) {
    guarded_buffer<std::int8_t> buffer(count);
    CAPTURE(count);
    CHECK_FALSE(is_fatal([&] { read(buffer.end() - 1); }));
    CHECK(is_fatal([&] { read(buffer.end()); }));
    CHECK(is_fatal([&] { *buffer.end() = 1; }));
  }
}

TEST_CASE("a guarded buffer starts where it is told and is zero") {
  for (std::size_t misalignment = 0; misalignment < 64; ++misalignment) {
    guarded_buffer<std::int8_t> buffer(100, misalignment);
    CHECK(past_boundary(buffer.data()) == misalignment);
    for (const std::int8_t value : buffer)
      CHECK(value == 0);
  }
  CHECK(past_boundary(guarded_buffer<float>(5, 4).data()) == 4);
  CHECK_THROWS_AS(guarded_buffer<float>(5, 2), std::invalid_argument);
  CHECK_THROWS_AS(guarded_buffer<std::int8_t>(5, 64), std::invalid_argument);
}

// Where the sanitizer is at work it ends the process at the write itself.
#if !defined(TYTO_TEST_HAS_ASAN)
TEST_CASE("a write to the margins of a guarded buffer is noticed") {
  guarded_buffer<std::int8_t> buffer(10, 5);
  for (std::int8_t& value : buffer)
    value = 1;
  CHECK(buffer.intact());
  std::int8_t* const first = buffer.data();
  first[10] = 1;
  CHECK_FALSE(buffer.intact());
  first[10] = static_cast<std::int8_t>(0xA5);
  CHECK(buffer.intact());
  first[-1] = 1;
  CHECK_FALSE(buffer.intact());
}
#else
TEST_CASE("the address sanitizer guards the margins of a guarded buffer") {
  guarded_buffer<std::int8_t> buffer(16, 8);
  CHECK(is_fatal([&] { read(buffer.end()); }));
  CHECK(is_fatal([&] { read(buffer.data() - 1); }));
  CHECK(buffer.intact());
}
#endif
