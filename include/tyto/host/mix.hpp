// SPDX-License-Identifier: Apache-2.0
// Speech on a background, at a stated ratio of their levels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tyto::host {

// Level of what is to be heard: root mean square over the blocks of 20 ms within 20 dB of the
// loudest; full scale is 32768. Pauses do not count. 0 for silence, or less than a block.
inline double active_level(std::span<const std::int16_t> samples, int sample_rate = 16000) {
  const auto block = static_cast<std::size_t>(sample_rate / 50);
  std::vector<double> powers;
  for (std::size_t at = 0; at + block <= samples.size(); at += block) {
    double sum = 0.0;
    for (const std::int16_t s : samples.subspan(at, block))
      sum += static_cast<double>(s) * s;
    powers.push_back(sum / static_cast<double>(block));
  }
  if (powers.empty()) return 0.0;
  const double least = *std::max_element(powers.begin(), powers.end()) / 100.0;
  double sum = 0.0;
  int count = 0;
  for (const double power : powers) {
    if (power < least) continue;
    sum += power;
    ++count;
  }
  return std::sqrt(sum / count);
}

// `length` samples: `speech` from sample `at` on, and `behind` (repeated where it is short) under
// all of it, so much softer that the speech's active level is snr_db over its own. What would clip
// is turned down as a whole.
inline std::vector<std::int16_t> mix(std::span<const std::int16_t> speech, std::size_t at,
                                     std::span<const std::int16_t> behind, double snr_db,
                                     std::size_t length, int sample_rate = 16000) {
  std::vector<double> sum(length);
  for (std::size_t i = 0; i < speech.size() && at + i < length; ++i)
    sum[at + i] = speech[i];
  const double level = active_level(behind, sample_rate);
  if (level > 0.0) {
    const double gain = active_level(speech, sample_rate) * std::pow(10.0, -snr_db / 20.0) / level;
    for (std::size_t i = 0; i < length; ++i)
      sum[i] += gain * behind[i % behind.size()];
  }
  double peak = 32767.0;
  for (const double s : sum)
    peak = std::max(peak, std::abs(s));
  std::vector<std::int16_t> all(length);
  for (std::size_t i = 0; i < length; ++i)
    all[i] = static_cast<std::int16_t>(std::lrint(sum[i] * 32767.0 / peak));
  return all;
}

}  // namespace tyto::host
