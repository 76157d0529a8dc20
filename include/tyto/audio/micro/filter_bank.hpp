// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/audio/extents.hpp"
#include "tyto/audio/mel.hpp"
#include "tyto/audio/micro/fft.hpp"
#include "tyto/audio/micro_parameters.hpp"

namespace tyto::audio::micro {

// Triangular filters, equally spaced and half overlapping on the mel scale:
//
//   band      0        1       2              F
//         |--------|-------|-------|- ... -|-------|
//       low_hz    c[0]    c[1]    c[2]   c[F-1]  high_hz    centre c[j] is the peak of filter j
//
// A bin of band j lies on the falling slope of filter j - 1 and on the rising one of filter j. Both
// weights are in 1 / 4096 and rounded down, so that they may add up to 4095.
template <class FrontEnd>
class filter_bank {
  static constexpr micro_parameters p = FrontEnd::parameters;
  static constexpr double bin_hz = 0.5 * p.sample_rate / (p.bins() - 1);

 public:
  static constexpr int channels = p.channels;
  static constexpr int bands = channels + 1;
  static constexpr int one = 1 << 12;

  // Bins that take part, both included. There are none if last_bin < first_bin. (The real bins 0
  // and Size / 2 are never among them.)
  static constexpr int first_bin = static_cast<int>(1.5 + static_cast<double>(p.low_hz) / bin_hz);
  static constexpr int last_bin = [] {
    const auto last = static_cast<int>(static_cast<double>(p.high_hz) / bin_hz);
    return last < p.bins() - 1 ? last : p.bins() - 2;
  }();
  static constexpr int used_bins = last_bin < first_bin ? 0 : last_bin - first_bin + 1;

  struct tables {
    array_of<std::int16_t, used_bins> falling;  // weight in the filter before, of each bin
    array_of<std::int16_t, used_bins> rising;   // weight in the band's own filter
    array_of<std::uint16_t, bands + 1> first;   // bin, from first_bin, that a band begins with
  };

  static constexpr tables table = [] {
    const double low = mel(static_cast<double>(p.low_hz));
    const double spacing = (mel(static_cast<double>(p.high_hz)) - low) / bands;
    tables made{};
    int band = 0;
    for (int i = 0; i < used_bins; ++i) {
      const double position = mel((first_bin + i) * bin_hz);
      while (band < bands - 1 && position > low + (band + 1) * spacing)
        made.first[static_cast<std::size_t>(++band)] = static_cast<std::uint16_t>(i);
      const double centre = low + (band + 1) * spacing;
      const double before = low + band * spacing;
      double falling = (centre - position) / (centre - before);
      if (falling < 0) falling = 0;
      made.falling[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(one * falling);
      made.rising[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(one * (1.0 - falling));
    }
    while (band < bands)
      made.first[static_cast<std::size_t>(++band)] = static_cast<std::uint16_t>(used_bins);
    return made;
  }();

  // The same as a matrix: channel 0 .. channels - 1, any bin.
  static constexpr std::uint16_t weight(int channel, int bin) {
    const int i = bin - first_bin;
    if (i < 0 || i >= used_bins) return 0;
    const auto in_band = [i](int band) {
      return table.first[static_cast<std::size_t>(band)] <= i &&
             i < table.first[static_cast<std::size_t>(band + 1)];
    };
    const auto at = static_cast<std::size_t>(i);
    if (in_band(channel)) return static_cast<std::uint16_t>(table.rising[at]);
    return in_band(channel + 1) ? static_cast<std::uint16_t>(table.falling[at]) : std::uint16_t{0};
  }

  // give(j, sum over bins of filter j's weight times the bin's energy), filter after filter.
  // energy(bin), uint32: asked for bins that take part, in their order.
  template <class Energy, class Give>
  static constexpr void for_each_filter(Energy energy, Give give) {
    std::uint64_t rising_before = 0;
    for (std::size_t band = 0; band < std::size_t{bands}; ++band) {
      std::uint64_t falling = 0;
      std::uint64_t rising = 0;
      for (std::size_t i = table.first[band]; i < table.first[band + 1]; ++i) {
        const std::uint32_t e = energy(i + std::size_t{first_bin});
        // (No weight is below 0: products of 32 bits.)
        falling += std::uint64_t{e} * static_cast<std::uint16_t>(table.falling[i]);
        rising += std::uint64_t{e} * static_cast<std::uint16_t>(table.rising[i]);
      }
      if (band > 0) give(band - 1, rising_before + falling);
      rising_before = rising;
    }
  }

  // spectrum: bins 1 .. Size / 2 - 1 at their own index, of which those that take part are read.
  static constexpr void apply(span_of<const complex16, p.fft_size() / 2> spectrum,
                              span_of<std::uint64_t, channels> out) {
    for_each_filter([&](std::size_t bin) { return micro::energy(spectrum[bin]); },
                    [&](std::size_t channel, std::uint64_t sum) { out[channel] = sum; });
  }

  static constexpr std::size_t table_bytes = sizeof(table);
};

}  // namespace tyto::audio::micro
