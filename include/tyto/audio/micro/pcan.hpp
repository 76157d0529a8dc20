// SPDX-License-Identifier: Apache-2.0
// Per-channel amplitude normalisation: a gain that falls with the channel's noise estimate, from a
// table, and a soft limit.
//
// Source of the method: Y. Wang et al., "Trainable frontend for robust and far-field keyword
// spotting", ICASSP 2017.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/audio/micro/noise_subtraction.hpp"
#include "tyto/audio/micro_parameters.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio::micro {

inline constexpr int gain_bits = 21;

// Bits that the FFT's length and the filters' weights leave an amplitude short of.
constexpr int correction_bits(const micro_parameters& p) {
  return std::countr_zero(static_cast<unsigned>(p.fft_size())) - 6;
}

// gain(x) = min(32767, 2^21 (x / 2^(10 - correction) + offset)^-strength), x a noise estimate:
//
//   x     0  1 | 2..3           | 4..7           | ... | 2^31..2^32 - 1
//   entry 0  1 | 2: y0 a1 a2, - | 6: y0 a1 a2, - |     | 122: y0 a1 a2
//
// In an octave from x0 on, with f = x / x0 - 1, gain = y0 + a1 f + a2 f^2 meets the curve at
// f = 0, 1/2 and 1.
struct gain_table {
  static constexpr std::size_t entries = 4 * 32 - 3;
  std::array<std::int16_t, entries> entry{};

  constexpr explicit gain_table(const micro_parameters& p) {
    const double unit = math::power_of_two(correction_bits(p) - smoothing_bits);
    const auto curve = [&](double x) {
      const double base = x * unit + static_cast<double>(p.pcan_offset);
      const double y =
          (1 << gain_bits) * math::exp(-static_cast<double>(p.pcan_strength) * math::log(base));
      return y > 32767.0 ? 32767 : static_cast<int>(math::nearest(y));
    };
    entry[0] = static_cast<std::int16_t>(curve(0));
    entry[1] = static_cast<std::int16_t>(curve(1));
    for (int bits = 2; bits <= 32; ++bits) {
      const double x0 = static_cast<double>(std::uint64_t{1} << (bits - 1));
      const int y0 = curve(x0);
      const int half = curve(1.5 * x0) - y0;
      const int whole = curve(bits == 32 ? 4294967295.0 : 2 * x0) - y0;
      const int a1 = 4 * half - whole;
      const auto at = static_cast<std::size_t>(4 * bits - 6);
      entry[at] = static_cast<std::int16_t>(y0);
      entry[at + 1] = static_cast<std::int16_t>(a1);
      entry[at + 2] = static_cast<std::int16_t>(whole - a1);
    }
  }

  [[nodiscard]] constexpr std::int16_t gain(std::uint32_t x) const {
    if (x <= 2) return entry[x];
    const int bits = 32 - std::countl_zero(x);
    const std::int16_t* const octave = entry.data() + (4 * bits - 6);
    // Ten bits after the highest one.
    const auto fraction =
        static_cast<std::int32_t>((bits < 11 ? x << (11 - bits) : x >> (bits - 11)) & 0x3FF);
    std::int32_t rise = ((octave[2] * fraction) >> 5) + octave[1] * 32;
    rise = (rise * fraction + (1 << 14)) >> 15;
    return static_cast<std::int16_t>(octave[0] + rise);
  }
};

// 0 to 2 (of 2^12) grows with the square, beyond in proportion; both meet with one slope.
constexpr std::uint32_t soft_limit(std::uint32_t snr) {
  constexpr int snr_bits = 12;
  constexpr int output_bits = 6;
  if (snr < std::uint32_t{2} << snr_bits) return (snr * snr) >> (2 + 2 * snr_bits - output_bits);
  return (snr >> (snr_bits - output_bits)) - (std::uint32_t{1} << output_bits);
}

// signal: an amplitude without its noise.
constexpr std::uint32_t normalize(const gain_table& gains, std::uint32_t signal,
                                  std::uint32_t noise) {
  constexpr int snr_shift = 6;
  // As in 64 bits modulo 2^64, where a gain below 0 counts as one near 2^64.
  const auto gain = static_cast<std::uint64_t>(std::int64_t{gains.gain(noise)});
  return soft_limit(static_cast<std::uint32_t>((signal * gain) >> snr_shift));
}

}  // namespace tyto::audio::micro
