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
struct kernel<FrontEnd, arch::cortex_m> : kernel<FrontEnd, arch::scalar> {
 private:
  using definition = kernel<FrontEnd, arch::scalar>;
  using bank = filter_bank<FrontEnd>;
  using hann = hann_window<FrontEnd::parameters.window>;
  using fft = cortex_m::audio::micro_fft<definition::fft_size>;
  using word = cortex_m::word;
  static constexpr int points = definition::fft_size / 2;
  static constexpr int pairs = FrontEnd::parameters.window / 2;

 public:
  using definition::p;
  using typename definition::channel_values;
  using typename definition::samples;
  using scratch = array_of<word, points>;

  static void amplitudes(samples frame, scratch& work, channel_values& out) {
    const int shift = load(frame.data(), work);
    fft::transform(work.data());
    bank::for_each_filter(
        [&](std::size_t bin) {
          return static_cast<std::uint32_t>(cortex_m::smuad(work[bin], work[bin]));
        },
        [&](std::size_t channel, std::uint64_t sum) { out[channel] = square_root(sum) >> shift; });
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
