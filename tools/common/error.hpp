// SPDX-License-Identifier: Apache-2.0
// The one exception of the converter: a model, a file or an argument that cannot be used. Its text
// is one line that says what is wrong, where, and what would be right.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace tyto::convert {

class error : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One whose text begins with the name of the file it is about.
class named_error : public error {
  using error::error;
};

template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw error(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace tyto::convert
