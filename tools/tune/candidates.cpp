// SPDX-License-Identifier: Apache-2.0
#include "tune/candidates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "common/error.hpp"

namespace tyto::tune {
namespace {

using convert::fail;

// What to try beside the defaults, which stand in the kernels. A value that happens to be a layer's
// default is measured twice, no more.
struct alternatives {
  std::string_view arch;
  std::string_view operator_name;
  std::vector<std::string_view> texts;
};

const std::vector<alternatives>& all_alternatives() {
  static const std::vector<alternatives> all = {
      {"neon",
       "conv2d",
       {"pixels=2", "pixels=3", "pixels=4", "pixels=5", "wide_weights=1",
        "pixels=4 wide_weights=1"}},
      {"neon",
       "pointwise",
       {"pixels=2", "pixels=3", "pixels=4", "pixels=5", "wide_weights=1",
        "pixels=4 wide_weights=1"}},
      {"neon", "depthwise", {"columns=3", "columns=4", "columns=6", "whole_rows=0"}},
      {"x86", "conv2d", {"pixels=2", "pixels=3", "pixels=4", "pixels=5", "pixels=6"}},
      {"x86", "pointwise", {"pixels=2", "pixels=3", "pixels=4", "pixels=5", "pixels=6"}},
      {"x86", "depthwise", {"outputs=2", "outputs=3", "outputs=4", "outputs=8"}},
  };
  return all;
}

// The ISAs of one folder have the same choices.
std::string_view folder_of(std::string_view arch) {
  constexpr std::array x86 = {"avx2", "avx_vnni", "avx512", "avx512_vnni"};
  return std::find(x86.begin(), x86.end(), arch) != x86.end() ? "x86" : arch;
}

bool is_identifier(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return ('a' <= c && c <= 'z') || c == '_'; });
}

}  // namespace

std::string text_of(const candidate& c) {
  if (c.empty()) return "default";
  std::string text;
  for (const setting& s : c)
    text += (text.empty() ? "" : " ") + s.name + "=" + std::to_string(s.value);
  return text;
}

candidate candidate_of(std::string_view text) {
  candidate c;
  if (text == "default") return c;
  while (true) {
    const std::string_view word = text.substr(0, text.find(' '));
    const std::size_t equals = word.find('=');
    setting s;
    if (equals != std::string_view::npos) s.name = word.substr(0, equals);
    const char* const end = word.data() + word.size();
    const auto parsed = equals == std::string_view::npos
                            ? std::from_chars_result{word.data(), std::errc::invalid_argument}
                            : std::from_chars(word.data() + equals + 1, end, s.value);
    if (!is_identifier(s.name) || parsed.ec != std::errc{} || parsed.ptr != end) {
      fail("\"{}\" are no choices; accepted: \"default\", or such as \"pixels=3 columns=4\"", text);
    }
    c.push_back(std::move(s));
    if (word.size() == text.size()) return c;
    text.remove_prefix(word.size() + 1);
  }
}

std::vector<candidate> candidates_for(const std::string& operator_name, const std::string& arch) {
  std::vector<candidate> all = {{}};
  for (const alternatives& a : all_alternatives()) {
    if (a.operator_name != operator_name || a.arch != folder_of(arch)) continue;
    for (const std::string_view text : a.texts)
      all.push_back(candidate_of(text));
  }
  return all;
}

}  // namespace tyto::tune
