// SPDX-License-Identifier: Apache-2.0
// tcg-decode: reads instructions as `objdump -d` prints them, one a line, and prints what the
// counter takes them for: `e12fff1e` (A32), `4770` or `f7ff fffe` (T32).
#include <charconv>
#include <iostream>
#include <string>
#include <string_view>

#include "decode.hpp"

namespace {

bool parse(std::string_view hex, std::uint32_t& value) {
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
  return error == std::errc{} && end == hex.data() + hex.size();
}

bool decode_line(std::string_view line, tcg_count::instruction& result) {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  if (line.size() == 9 && line[4] == ' ') {
    if (!parse(line.substr(0, 4), first) || !parse(line.substr(5), second)) return false;
    result = tcg_count::decode_t32_wide(first << 16 | second);
    return true;
  }
  if (!parse(line, first)) return false;
  if (line.size() == 8) result = tcg_count::decode_a32(first);
  if (line.size() == 4) result = tcg_count::decode_t32_narrow(static_cast<std::uint16_t>(first));
  return line.size() == 8 || line.size() == 4;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    tcg_count::instruction i;
    if (!decode_line(line, i)) {
      std::cerr << "tcg-decode: '" << line << "' is no instruction; want 8, 4 or 4+4 hex digits\n";
      return 2;
    }
    std::cout << tcg_count::name_of(i.kind) << ' ' << int{i.words};
    if (i.kind == tcg_count::kind::marker) std::cout << ' ' << i.region;
    std::cout << '\n';
  }
}
