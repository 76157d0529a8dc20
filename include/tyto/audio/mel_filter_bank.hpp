// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/extents.hpp"
#include "tyto/audio/front_end.hpp"
#include "tyto/audio/mel.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// Triangular filters, equally spaced and half overlapping on the mel scale, as TensorFlow's Mfcc
// operator has them:
//
//            filter 0   1     2            F-1
//               .      .     .            .
//              / \    / \   / \          / \         heights 1
//             /   \  /   \ /   \        /   \        .
//            /     \/     /     \  ... /     \       .
//           /      /\    / \     \    /       \      .
//   mel(low)   c[0]  c[1]  c[2]  ...   c[F-1]  c[F] = mel(high),  all (mel(high) - mel(low)) /
//   (F+1)
//                                                                 apart
//
// A bin lies on at most two slopes, whose weights add to 1: one weight and one filter index a bin.
template <class FrontEnd>
class mel_filter_bank {
  static_assert(sizeof(check_front_end<FrontEnd>) != 0);
  static constexpr mfcc_parameters p = checked_parameters<FrontEnd>;
  static constexpr double bin_hz = 0.5 * p.sample_rate / (p.bins() - 1);

 public:
  static constexpr int filters = p.mel_filters;

  // Bins that take part, both included. There are none if last_bin < first_bin.
  static constexpr int first_bin = static_cast<int>(1.5 + static_cast<double>(p.low_hz) / bin_hz);
  static constexpr int last_bin = static_cast<int>(static_cast<double>(p.high_hz) / bin_hz);

  // spectrum: values of the bins 0 .. bins - 1, of which first_bin .. last_bin are read.
  // out[j] = sum over bins of filter j's weight times the bin's value.
  static constexpr void apply(std::span<const float> spectrum, span_of<float, filters> out) {
    // Filters -1 and F collect what belongs to no filter, so that the loop has no branch.
    array_of<float, filters + 2> sums{};
    for (int bin = first_bin; bin <= last_bin; ++bin) {
      const auto i = static_cast<std::size_t>(bin - first_bin);
      const auto falling = static_cast<std::size_t>(table.falling_filter[i] + 1);
      const float value = spectrum[static_cast<std::size_t>(bin)];
      const float share = table.falling_weight[i] * value;
      sums[falling] += share;
      sums[falling + 1] += value - share;
    }
    for (std::size_t j = 0; j < filters; ++j)
      out[j] = sums[j + 1];
  }

 private:
  static constexpr std::size_t used_bins =
      last_bin < first_bin ? 0 : static_cast<std::size_t>(last_bin - first_bin + 1);

  struct weights {
    // Of the filter whose falling slope the bin is on; the rest of 1 goes to the next filter.
    std::array<float, used_bins> falling_weight;
    std::array<std::int8_t, used_bins> falling_filter;  // -1 below c[0]
  };

  static constexpr weights make_table() {
    const double low = mel(static_cast<double>(p.low_hz));
    const double spacing = (mel(static_cast<double>(p.high_hz)) - low) / (filters + 1);
    const auto centre = [=](int filter) { return low + (filter + 1) * spacing; };  // -1: the edge
    weights made{};
    int filter = -1;
    for (int bin = first_bin; bin <= last_bin; ++bin) {
      const double position = mel(bin * bin_hz);
      while (filter + 1 < filters && position >= centre(filter + 1))
        ++filter;
      const double weight = (centre(filter + 1) - position) / (centre(filter + 1) - centre(filter));
      const auto i = static_cast<std::size_t>(bin - first_bin);
      made.falling_weight[i] = static_cast<float>(weight);
      made.falling_filter[i] = static_cast<std::int8_t>(filter);
    }
    return made;
  }

  static constexpr weights table = make_table();

 public:
  // The same as a matrix: filter 0 .. filters - 1, any bin.
  static constexpr float weight(int filter, int bin) {
    if (bin < first_bin || bin > last_bin) return 0.0F;
    const auto i = static_cast<std::size_t>(bin - first_bin);
    if (table.falling_filter[i] == filter) return table.falling_weight[i];
    return table.falling_filter[i] + 1 == filter ? 1.0F - table.falling_weight[i] : 0.0F;
  }

  static constexpr std::size_t table_bytes = used_bins * (sizeof(float) + sizeof(std::int8_t));
};

}  // namespace tyto::audio
