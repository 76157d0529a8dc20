// SPDX-License-Identifier: Apache-2.0
// Text that goes to a terminal or into a C++ header, made from text of unknown origin.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tyto/core/shape.hpp"

namespace tyto::convert {

// `text` on one line of a terminal, of a C++ comment or of a string literal: control characters,
// quotes, backslashes and what is not UTF-8 become \xNN; past `longest` bytes it ends in "...".
std::string printable(std::string_view text, std::size_t longest = 100);

// `text` between quotes, as a C++ string literal of the same bytes.
std::string string_literal(std::string_view text);

// The shortest decimal that reads back as the same float, as a C++ float literal: 0.25F.
std::string float_literal(float value);

// 1x49x10x1; "scalar" for no dimensions.
std::string dimensions(std::span<const int> dims);

// 49x10x1
std::string dimensions(const shape& s);

}  // namespace tyto::convert
