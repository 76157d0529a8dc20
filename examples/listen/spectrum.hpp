// SPDX-License-Identifier: Apache-2.0
// A spectrum a terminal can show: one character a band.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>

namespace listen {

inline constexpr std::array<const char*, 9> heights{
    " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};

// The last 32 ms of `samples` in bands from 100 Hz to half of `sample_rate`, each as high as its
// level over -80 dB of a full-scale sine.
inline std::string spectrum(std::span<const std::int16_t> samples, int sample_rate,
                            int bands = 30) {
  const auto wanted = static_cast<std::size_t>(sample_rate / 31);
  if (samples.size() > wanted) samples = samples.last(wanted);
  const auto size = static_cast<double>(samples.size());
  constexpr double lowest_hz = 100.0;
  constexpr double floor_db = -80.0;
  const double ratio = sample_rate / 2.0 * 0.97 / lowest_hz;
  std::string line;
  for (int band = 0; band < bands; ++band) {
    const double hz = lowest_hz * std::pow(ratio, static_cast<double>(band) / (bands - 1));
    const double step = 2.0 * std::numbers::pi * hz / sample_rate;
    double real = 0.0;
    double imaginary = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double at = static_cast<double>(i);
      const double hann = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * at / size);
      real += hann * samples[i] * std::cos(step * at);
      imaginary += hann * samples[i] * std::sin(step * at);
    }
    const double amplitude = std::hypot(real, imaginary) * 4.0 / std::max(size, 1.0) / 32768.0;
    const double db = 20.0 * std::log10(std::max(amplitude, 1e-9));
    const double share = std::clamp(1.0 - db / floor_db, 0.0, 1.0);
    line += heights[static_cast<std::size_t>(share * 8.0 + 0.5)];
  }
  return line;
}

}  // namespace listen
