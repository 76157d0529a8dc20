// SPDX-License-Identifier: Apache-2.0
// One frame of MFCC, which an ISA may compute its own way: within 2e-3 of the formulas in double
// precision.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/audio/dct.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/fft.hpp"
#include "tyto/audio/front_end.hpp"
#include "tyto/audio/hann_window.hpp"
#include "tyto/audio/mel_filter_bank.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/audio/spectrum.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// An ISA's specialisation has these members:
//
//   scratch_floats   what frame() works in
//   frame()          samples -> coefficients; the scratch memory is overwritten
//   table_bytes      constant data that it pulls into a program
template <class FrontEnd, class Arch>
struct mfcc_kernel : mfcc_kernel<FrontEnd, typename Arch::parent> {};

// The definition.
template <class FrontEnd>
struct mfcc_kernel<FrontEnd, arch::scalar> {
  static constexpr mfcc_parameters p = checked_parameters<FrontEnd>;
  static constexpr int fft_size = p.fft_size();
  static constexpr int scratch_floats = fft_size;

  static constexpr void frame(span_of<const std::int16_t, p.window> samples,
                              span_of<float, scratch_floats> scratch,
                              span_of<float, p.coefficients> out) {
    using bank = mel_filter_bank<FrontEnd>;
    hann_window<p.window, fft_size>::apply(samples, scratch);
    real_fft<fft_size>::transform(scratch);
    spectrum_in_place<p.spectrum, fft_size, bank::first_bin, bank::last_bin>(scratch);
    array_of<float, bank::filters> mel_energies{};
    bank::apply(scratch, mel_energies);
    for (float& energy : mel_energies)
      energy = floored_log(energy);
    dct<bank::filters, p.coefficients>::apply(mel_energies, out);
  }

  static constexpr std::size_t table_bytes =
      hann_window<p.window, fft_size>::table_bytes + real_fft<fft_size>::table_bytes +
      mel_filter_bank<FrontEnd>::table_bytes + dct<p.mel_filters, p.coefficients>::table_bytes;

 private:
  static constexpr float floored_log(float x) {
    if constexpr (p.log == log_kind::clamp) {
      return math::log(x > p.log_floor ? x : p.log_floor);
    } else {
      return math::log(x + p.log_floor);
    }
  }
};

}  // namespace tyto::audio
