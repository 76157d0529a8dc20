// SPDX-License-Identifier: Apache-2.0
// From a real FFT's packed output to magnitudes or powers.
#pragma once

#include "tyto/audio/extents.hpp"
#include "tyto/audio/fft.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// x: what real_fft<Size>::transform leaves. In place: x[k] = |X[k]| or |X[k]|^2 for
// First <= k <= Last, 0 <= First, Last <= Size / 2; the rest of x is unspecified.
template <spectrum_kind Kind, int Size, int First, int Last>
constexpr void spectrum_in_place(span_of<float, Size> x) {
  static_assert(0 <= First && First <= Last + 1 && Last <= Size / 2,
                "tyto: spectrum_in_place is asked for bins First to Last, needed 0 to Size / 2; "
                "cure: bins that an FFT of Size points has");
  const auto value = [](float power) {
    if constexpr (Kind == spectrum_kind::power) {
      return power;
    } else {
      return math::sqrt(power);
    }
  };
  float* const data = x.data();
  const float nyquist = data[1];
  // Bin k is read from 2k and 2k + 1 and written to k: never over one still to be read.
  if constexpr (First == 0) data[0] = value(data[0] * data[0]);
  constexpr int first_pair = First == 0 ? 1 : First;
  constexpr int last_pair = Last == Size / 2 ? Last - 1 : Last;
  for (int k = first_pair; k <= last_pair; ++k) {
    const float re = data[2 * k];
    const float im = data[2 * k + 1];
    data[k] = value(re * re + im * im);
  }
  if constexpr (Last == Size / 2) data[Last] = value(nyquist * nyquist);
}

}  // namespace tyto::audio
