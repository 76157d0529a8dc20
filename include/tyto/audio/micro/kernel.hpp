// SPDX-License-Identifier: Apache-2.0
// One frame of the micro front end, in the two halves that an ISA may do its own way. All make the
// same numbers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/audio/extents.hpp"
#include "tyto/audio/micro/auto_scale.hpp"
#include "tyto/audio/micro/feature.hpp"
#include "tyto/audio/micro/fft.hpp"
#include "tyto/audio/micro/filter_bank.hpp"
#include "tyto/audio/micro/logarithm.hpp"
#include "tyto/audio/micro/noise_subtraction.hpp"
#include "tyto/audio/micro/pcan.hpp"
#include "tyto/audio/micro/square_root.hpp"
#include "tyto/audio/micro/window.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::audio::micro {

// FrontEnd::parameters must be valid. An ISA's specialisation has these members:
//
//   scratch        what amplitudes() works in
//   amplitudes()   samples of a frame -> one amplitude a channel
//   features()     amplitudes and noise estimates -> features, and the estimates anew
//   table_bytes    constant data that they pull into a program
template <class FrontEnd, class Arch>
struct kernel : kernel<FrontEnd, typename Arch::parent> {};

// The definition.
template <class FrontEnd>
struct kernel<FrontEnd, arch::scalar> {
  static constexpr micro_parameters p = FrontEnd::parameters;
  static constexpr int fft_size = p.fft_size();

  using samples = span_of<const std::int16_t, p.window>;
  using channel_values = array_of<std::uint32_t, p.channels>;
  using scratch = array_of<complex16, fft_size / 2>;
  using feature_values = array_of<std::int8_t, p.channels>;

  // Square roots of the mel filters' energies, scaled back to the samples' range.
  static constexpr void amplitudes(samples frame, scratch& work, channel_values& out) {
    const int shift = load(frame, work);
    real_fft<fft_size>::transform(work);
    array_of<std::uint64_t, p.channels> energies{};
    filter_bank<FrontEnd>::apply(work, energies);
    for (std::size_t c = 0; c < out.size(); ++c)
      out[c] = square_root(energies[c]) >> shift;
  }

  static constexpr void features(const channel_values& amplitudes, channel_values& noise,
                                 feature_values& out) {
    for (std::size_t c = 0; c < out.size(); ++c) {
      const std::uint32_t signal = subtract_noise(p, static_cast<int>(c), amplitudes[c], noise[c]);
      const std::uint32_t normal = normalize(gains, signal, noise[c]);
      out[c] = feature(scaled_log(normal << correction_bits(p)));
    }
  }

  // The windowed and scaled frame, zero-padded, as the FFT takes it. Returns the scale's exponent.
  static constexpr int load(samples frame, scratch& work) {
    array_of<std::int16_t, p.window> windowed{};
    hann_window<p.window>::apply(frame, windowed);
    const int shift = auto_scale(windowed);
    work.fill({});
    for (std::size_t i = 0; i < windowed.size(); ++i)
      (i % 2 == 0 ? work[i / 2].re : work[i / 2].im) = windowed[i];
    return shift;
  }

  static constexpr gain_table gains{p};

  static constexpr std::size_t table_bytes =
      sizeof(hann_window<p.window>::table) + real_fft<fft_size>::table_bytes +
      filter_bank<FrontEnd>::table_bytes + sizeof(gains) + sizeof(log2_above_chord);
};

}  // namespace tyto::audio::micro
