// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tyto::audio::micro {

// A logarithm of the front end as its models' int8 input: (256 v + 333) / 666 - 128, v being 0 to
// 670 in training (25.6 * 26 = 666), here 0 to 32767.
constexpr std::int8_t feature(std::int16_t log) {
  const std::int32_t stored = (256 * log + 333) / 666 - 128;
  return static_cast<std::int8_t>(stored < -128 ? -128 : stored > 127 ? 127 : stored);
}

}  // namespace tyto::audio::micro
