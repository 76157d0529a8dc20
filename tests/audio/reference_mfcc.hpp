// SPDX-License-Identifier: Apache-2.0
// The front end's formulas in double precision, each written out directly: slow, and sharing no
// code with the library.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::test {

// X[k] of a real signal, k = 0 .. size / 2, by the definition.
template <class T>
std::vector<std::complex<double>> direct_dft(const std::vector<T>& x) {
  const std::size_t size = x.size();
  std::vector<std::complex<double>> root(size);
  for (std::size_t n = 0; n < size; ++n) {
    root[n] =
        std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(size));
  }
  std::vector<std::complex<double>> bins(size / 2 + 1);
  for (std::size_t k = 0; k < bins.size(); ++k) {
    for (std::size_t n = 0; n < size; ++n) {
      bins[k] += static_cast<double>(x[n]) * root[k * n % size];
    }
  }
  return bins;
}

inline double direct_mel(double hz) {
  return 1127.0 * std::log1p(hz / 700.0);
}

// Weight of filter `filter` at `hz`: a triangle on the mel scale over three neighbouring centres.
inline double direct_mel_weight(const audio::mfcc_parameters& p, int filter, double hz) {
  const double low = direct_mel(p.low_hz);
  const double spacing = (direct_mel(p.high_hz) - low) / (p.mel_filters + 1);
  const double from_centre = std::fabs(direct_mel(hz) - (low + (filter + 1) * spacing)) / spacing;
  return std::max(0.0, 1.0 - from_centre);
}

inline std::vector<double> direct_mel_energies(const audio::mfcc_parameters& p,
                                               const std::vector<double>& spectrum) {
  const double bin_hz = 0.5 * p.sample_rate / (p.bins() - 1);
  const int first = static_cast<int>(std::floor(1.5 + double{p.low_hz} / bin_hz));
  const int last = static_cast<int>(std::floor(double{p.high_hz} / bin_hz));
  std::vector<double> energies(static_cast<std::size_t>(p.mel_filters));
  for (int filter = 0; filter < p.mel_filters; ++filter) {
    for (int bin = first; bin <= last; ++bin) {
      energies[static_cast<std::size_t>(filter)] +=
          direct_mel_weight(p, filter, bin * bin_hz) * spectrum[static_cast<std::size_t>(bin)];
    }
  }
  return energies;
}

inline std::vector<double> direct_dct(const std::vector<double>& x, int outputs) {
  const auto inputs = static_cast<double>(x.size());
  std::vector<double> c(static_cast<std::size_t>(outputs));
  for (std::size_t k = 0; k < c.size(); ++k) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      c[k] += x[j] * std::cos(std::numbers::pi * static_cast<double>(k) *
                              (static_cast<double>(j) + 0.5) / inputs);
    }
    c[k] *= std::sqrt(2.0 / inputs);
  }
  return c;
}

// Coefficients of one frame.
inline std::vector<double> direct_mfcc(const audio::mfcc_parameters& p,
                                       std::span<const std::int16_t> samples) {
  std::vector<double> frame(static_cast<std::size_t>(p.fft_size()));
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double turns = static_cast<double>(n) / p.window;
    frame[n] = (0.5 - 0.5 * std::cos(2 * std::numbers::pi * turns)) * samples[n] / 32768.0;
  }
  std::vector<double> spectrum;
  for (const auto bin : direct_dft(frame)) {
    spectrum.push_back(p.spectrum == audio::spectrum_kind::power ? std::norm(bin) : std::abs(bin));
  }
  std::vector<double> energies = direct_mel_energies(p, spectrum);
  for (double& x : energies) {
    const double floor = p.log_floor;
    x = std::log(p.log == audio::log_kind::clamp ? std::max(x, floor) : x + floor);
  }
  return direct_dct(energies, p.coefficients);
}

}  // namespace tyto::test
