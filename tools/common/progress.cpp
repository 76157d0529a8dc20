// SPDX-License-Identifier: Apache-2.0
#include "common/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace tyto::convert {

progress::progress(int steps) : steps_(steps), terminal_(isatty(STDERR_FILENO) != 0) {}

progress::~progress() {
  if (terminal_ && done_ > 0) fmt::print(stderr, "\r\x1b[K");
}

void progress::step(const std::string& what) {
  ++done_;
  if (!terminal_) {
    fmt::print(stderr, "{}/{} {}\n", done_, steps_, what);
    return;
  }
  constexpr int width = 30;
  const int filled = steps_ > 0 ? width * done_ / steps_ : width;
  fmt::print(stderr, "\r\x1b[K[{:#<{}}{:.<{}}] {}/{} {}", "", filled, "", width - filled, done_,
             steps_, what);
  std::fflush(stderr);
}

}  // namespace tyto::convert
