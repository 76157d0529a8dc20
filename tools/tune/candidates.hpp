// SPDX-License-Identifier: Apache-2.0
// What may be tried on a layer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tyto::tune {

// One of a kernel's choices, by the name of its field, and a value for it.
struct setting {
  std::string name;
  int value = 0;

  bool operator==(const setting&) const = default;
};

// Settings that differ from the kernel's defaults; none: the defaults.
using candidate = std::vector<setting>;

// "pixels=3 columns=4"; "default" for none.
std::string text_of(const candidate& c);
// The reverse. Throws `error`.
candidate candidate_of(std::string_view text);

// The candidates for an operator of tyto/ops ("pointwise") on an ISA (the name of its tag), the
// defaults first. Nothing but those where the kernel has no choices.
std::vector<candidate> candidates_for(const std::string& operator_name, const std::string& arch);

}  // namespace tyto::tune
