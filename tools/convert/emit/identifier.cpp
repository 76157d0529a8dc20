// SPDX-License-Identifier: Apache-2.0
#include "convert/emit/identifier.hpp"

#include <algorithm>
#include <set>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Keywords and alternative tokens of C++20, then macros that compilers and <cstdint> predefine,
// then namespaces that the header itself names.
const std::set<std::string_view>& taken() {
  static const std::set<std::string_view> all{"alignas",       "alignof",     "and",
                                              "and_eq",        "asm",         "auto",
                                              "bitand",        "bitor",       "bool",
                                              "break",         "case",        "catch",
                                              "char",          "char16_t",    "char32_t",
                                              "char8_t",       "class",       "co_await",
                                              "co_return",     "co_yield",    "compl",
                                              "concept",       "const",       "const_cast",
                                              "consteval",     "constexpr",   "constinit",
                                              "continue",      "decltype",    "default",
                                              "delete",        "do",          "double",
                                              "dynamic_cast",  "else",        "enum",
                                              "explicit",      "export",      "extern",
                                              "false",         "float",       "for",
                                              "friend",        "goto",        "if",
                                              "inline",        "int",         "long",
                                              "mutable",       "namespace",   "new",
                                              "noexcept",      "not",         "not_eq",
                                              "nullptr",       "operator",    "or",
                                              "or_eq",         "private",     "protected",
                                              "public",        "register",    "reinterpret_cast",
                                              "requires",      "return",      "short",
                                              "signed",        "sizeof",      "static",
                                              "static_assert", "static_cast", "struct",
                                              "switch",        "template",    "this",
                                              "thread_local",  "throw",       "true",
                                              "try",           "typedef",     "typeid",
                                              "typename",      "union",       "unsigned",
                                              "using",         "virtual",     "void",
                                              "volatile",      "wchar_t",     "while",
                                              "xor",           "xor_eq",      "linux",
                                              "unix",          "i386",        "arm",
                                              "NULL",          "EOF",         "errno",
                                              "assert",        "stdin",       "stdout",
                                              "stderr",        "std",         "tyto"};
  return all;
}

bool is_identifier(std::string_view name) {
  return !name.empty() && !is_digit(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_';
  });
}

}  // namespace

void check_identifier(std::string_view name) {
  if (!is_identifier(name)) {
    fail(
        "--name \"{}\" is no C++ identifier; accepted: letters, digits and underscores, no digit "
        "first",
        printable(name));
  }
  if (name[0] == '_' || name.find("__") != std::string_view::npos) {
    fail("--name \"{}\" is reserved in C++; accepted: no underscore first, no two together", name);
  }
  if (taken().contains(name)) {
    fail("--name \"{}\" has a meaning of its own in C++; accepted: any other identifier", name);
  }
}

std::string identifier_of(std::string_view file_name) {
  std::string out;
  for (const char c : file_name.substr(0, file_name.rfind('.'))) {
    const bool keep = is_letter(c) || is_digit(c);
    if (keep || (!out.empty() && out.back() != '_')) out += keep ? c : '_';
  }
  if (out.empty() || is_digit(out[0])) out.insert(0, "model_");
  if (out.back() == '_') out.pop_back();
  if (taken().contains(out)) out += "_model";
  return out;
}

}  // namespace tyto::convert
