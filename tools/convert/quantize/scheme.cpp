// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/scheme.hpp"

#include <array>
#include <cmath>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

const std::array<scheme, 7>& schemes() {
  static const std::array<scheme, 7> all{{
      {.name = "int8"},
      {.name = "int16x8", .wide = true},
      {.name = "int8-per-tensor", .per_channel = false},
      {.name = "int8-skip-first", .float_first = true},
      {.name = "pow2", .per_channel = false, .power_of_two = true},
      {.name = "pow2-skip-first", .per_channel = false, .float_first = true, .power_of_two = true},
      {.name = "float", .quantized = false},
  }};
  return all;
}

}  // namespace

std::string scheme_names() {
  std::string names;
  for (const scheme& s : schemes())
    names += (names.empty() ? "" : ", ") + s.name;
  return names;
}

scheme parse_scheme(std::string_view name) {
  for (const scheme& s : schemes()) {
    if (s.name == name) return s;
  }
  fail("\"{}\" is no scheme of quantisation; accepted: {}", printable(name), scheme_names());
}

void check_global_scale(float scale) {
  int exponent = 0;
  if (std::frexp(scale, &exponent) != 0.5F || exponent < -15 || exponent > 17) {
    fail("global scale {} is no power of two; accepted: 2^-16 to 2^16, such as 0.5, 4 or 8", scale);
  }
}

}  // namespace tyto::convert
