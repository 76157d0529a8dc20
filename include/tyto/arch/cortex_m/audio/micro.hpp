// SPDX-License-Identifier: Apache-2.0
// The micro front end with the DSP extension, two samples in a word, equal to the definition to the
// bit.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/audio/micro_fft.hpp"
#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/audio/micro/kernel.hpp"
#include "tyto/core/arch.hpp"

namespace tyto {

namespace cortex_m::audio {

// Pairs of samples do not lie across the window's middle, where its weights begin to come back.
template <class FrontEnd>
concept paired_micro = FrontEnd::parameters.window % 4 == 0;

}  // namespace cortex_m::audio

namespace audio::micro {

template <class FrontEnd>
requires cortex_m::audio::paired_micro<FrontEnd>
struct kernel<FrontEnd, arch::cortex_m> {
 private:
  using definition = kernel<FrontEnd, arch::scalar>;
  using bank = filter_bank<FrontEnd>;
  using hann = hann_window<FrontEnd::parameters.window>;
  using fft = cortex_m::audio::micro_fft<definition::fft_size>;
  using word = cortex_m::word;
  static constexpr int points = definition::fft_size / 2;
  static constexpr int pairs = FrontEnd::parameters.window / 2;

 public:
  static constexpr micro_parameters p = FrontEnd::parameters;

  using samples = typename definition::samples;
  using channel_values = typename definition::channel_values;
  using scratch = array_of<word, points>;
  using feature_values = typename definition::feature_values;

  static void amplitudes(samples frame, scratch& work, channel_values& out) {
    const int shift = load(frame.data(), work);
    fft::transform(work.data());
    std::uint64_t rising_before = 0;
    for (std::size_t band = 0; band < std::size_t{bank::bands}; ++band) {
      std::uint64_t falling = 0;
      std::uint64_t rising = 0;
      for (std::size_t i = bank::table.first[band]; i < bank::table.first[band + 1]; ++i) {
        const word x = work[i + std::size_t{bank::first_bin}];
        const auto e = static_cast<std::uint32_t>(cortex_m::smuad(x, x));
        falling += std::uint64_t{e} * static_cast<std::uint16_t>(bank::table.falling[i]);
        rising += std::uint64_t{e} * static_cast<std::uint16_t>(bank::table.rising[i]);
      }
      if (band > 0) out[band - 1] = square_root(rising_before + falling) >> shift;
      rising_before = rising;
    }
  }

  static constexpr void features(const channel_values& amplitudes, channel_values& noise,
                                 feature_values& out) {
    definition::features(amplitudes, noise, out);
  }

  static constexpr std::size_t table_bytes = sizeof(hann::table) + fft::table_bytes +
                                             bank::table_bytes + sizeof(definition::gains) +
                                             sizeof(log2_above_chord);

 private:
  // The windowed and scaled frame, each pair at the FFT's place for it, zeros behind it. Returns
  // the scale's exponent.
  static int load(const std::int16_t* frame, scratch& work) {
    constexpr int bits = hann::fraction_bits;
    word windowed[std::size_t(pairs)];
    word magnitudes = 0;  // all of them together: their highest bit is the greatest's
    const auto keep = [&](int pair, std::int32_t first, std::int32_t second) {
      const word y = cortex_m::pkhbt(first >> bits, second >> bits);
      windowed[pair] = y;
      magnitudes |= cortex_m::abs16(y);
    };
    const std::int16_t* w = hann::table.data();
    for (int i = 0; i < pairs / 2; ++i, frame += 2, w += 2)
      keep(i, frame[0] * w[0], frame[1] * w[1]);
    for (int i = pairs / 2; i < pairs; ++i, frame += 2) {
      w -= 2;
      keep(i, frame[0] * w[1], frame[1] * w[0]);
    }
    const int shift = scale_shift((magnitudes & 0xFFFF) | magnitudes >> 16);
    for (int i = 0; i < pairs; ++i) {
      const word y = windowed[i];
      work[fft::place[static_cast<std::size_t>(i)]] =
          ((y & 0xFFFF0000) << shift) | ((y << shift) & 0xFFFF);
    }
    for (std::size_t i = pairs; i < std::size_t{points}; ++i)
      work[fft::place[i]] = 0;
    return shift;
  }
};

}  // namespace audio::micro

}  // namespace tyto
