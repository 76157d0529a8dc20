// SPDX-License-Identifier: Apache-2.0
#include "common/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace tyto::convert {

namespace {

// Bytes of the UTF-8 sequence that `text` starts with, 0 where it starts with none that is
// printable.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(text[i]);
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  std::uint32_t code = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = (code << 6) | (byte(i) & 0x3f);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0xa0, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  // Marks that turn the direction of the text around them could make a message read otherwise.
  const bool direction = (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                         (code >= 0x2066 && code <= 0x2069);
  return code < smallest[length] || code > 0x10ffff || surrogate || direction ? 0 : length;
}

}  // namespace

std::string printable(std::string_view text, std::size_t longest) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    const bool plain = length > 0 && text[0] != '"' && text[0] != '\\';
    const std::string next = plain ? std::string(text.substr(0, length))
                                   : fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    if (out.size() + next.size() > longest) return out + "...";
    out += next;
    text.remove_prefix(plain ? length : 1);
  }
  return out;
}

std::string string_literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '?') {  // ? for trigraphs
      out += '\\';
      out += c;
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out += fmt::format("\\{:03o}", byte);  // always three digits: the next may be one too
    }
  }
  return out + "\"";
}

std::string float_literal(float value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "F";
}

std::string dimensions(std::span<const int> dims) {
  return dims.empty() ? "scalar" : fmt::format("{}", fmt::join(dims, "x"));
}

std::string dimensions(const shape& s) {
  return fmt::format("{}x{}x{}", s.height, s.width, s.channels);
}

}  // namespace tyto::convert
