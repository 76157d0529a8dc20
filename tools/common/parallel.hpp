// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace tyto::convert {

// Calls f(0) ... f(count - 1) on all cores and returns when all have returned. An exception ends it
// early, and the first one comes out. While it runs, a bar after `what` shows on standard error how
// much is done, where that is a terminal.
void parallel_for(const std::string& what, std::size_t count,
                  const std::function<void(std::size_t)>& f);

}  // namespace tyto::convert
