// SPDX-License-Identifier: Apache-2.0
// Lines of text without printf: 20 KB of newlib for a number with a decimal point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace two_core {

// Takes up to 127 characters; what does not fit is left out.
class text_line {
 public:
  constexpr text_line& add(std::string_view text) {
    for (const char c : text)
      put(c);
    return *this;
  }

  // Text, and spaces up to `width`.
  constexpr text_line& add_padded(std::string_view text, std::size_t width) {
    add(text);
    for (std::size_t i = text.size(); i < width; ++i)
      put(' ');
    return *this;
  }

  constexpr text_line& add(std::int64_t number) { return add_fixed(number, 0); }

  // number / 10^decimals.
  constexpr text_line& add_fixed(std::int64_t number, int decimals) {
    if (number < 0) put('-');
    // Digits from the last one, and as many as there are decimals and one.
    char digits[24] = {};
    int count = 0;
    std::uint64_t rest =
        number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    for (; rest != 0 || count <= decimals; rest /= 10)
      digits[count++] = static_cast<char>('0' + rest % 10);
    while (count > 0) {
      put(digits[--count]);
      if (count == decimals && count > 0) put('.');
    }
    return *this;
  }

  [[nodiscard]] constexpr std::string_view view() const { return {text_, size_}; }

 private:
  constexpr void put(char c) {
    if (size_ < sizeof text_ - 1) text_[size_++] = c;
  }

  char text_[128] = {};
  std::size_t size_ = 0;
};

}  // namespace two_core
