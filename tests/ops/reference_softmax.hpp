// SPDX-License-Identifier: Apache-2.0
// The int8 softmax by the published fixed-point algorithm, once more and in 64-bit integers: like
// reference.hpp, slow, and independent of the library on purpose.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "ops/reference.hpp"

namespace tyto::test::reference {

// Of one pixel: int8 of that scale in, of scale 1/256 and zero point -128 out.
inline std::vector<std::int8_t> softmax(double scale, double beta, bool one_step,
                                        std::span<const std::int8_t> input) {
  const double real = std::min(beta * scale * 0x1p26, 2147483647.0);
  int exponent = 0;
  std::int64_t mantissa = std::llround(std::frexp(real, &exponent) * 0x1p31);
  if (mantissa == std::int64_t{1} << 31) {
    mantissa /= 2;
    ++exponent;
  }
  const double smallest = -std::floor(31.0 * 0x1p26 / std::ldexp(1.0, exponent));
  const int largest = *std::max_element(input.begin(), input.end());

  std::vector<std::int64_t> terms;  // 0 for what is too small to count
  std::int64_t sum = 0;
  for (const int q : input) {
    const bool counts = q - largest >= smallest;
    terms.push_back(counts ? exponential(requantize(one_step, q - largest, mantissa, exponent))
                           : 0);
    sum += divide_nearest_away(terms.back(), 4096);
  }
  // sum = 2^bits * (1 + fraction) in units of 2^-19
  int bits = 0;
  while (sum >> (bits + 1) != 0)
    ++bits;
  const std::int64_t fraction = (sum << (31 - bits)) - (std::int64_t{1} << 31);
  const std::int64_t inverse = reciprocal(fraction);

  std::vector<std::int8_t> output;
  for (const std::int64_t term : terms) {
    // 1 / sum is inverse * 2^(19 - bits); 1/256 is the output's unit.
    const std::int64_t probability =
        divide_nearest_away(high_product(inverse, term), std::int64_t{1} << (23 + bits - 19));
    output.push_back(
        static_cast<std::int8_t>(std::clamp<std::int64_t>(probability - 128, -128, 127)));
  }
  return output;
}

}  // namespace tyto::test::reference
