// SPDX-License-Identifier: Apache-2.0
// Which average pools the x86 kernels take, and their divisions as lines.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/channel_order.hpp"
#include "tyto/arch/x86/requantize.hpp"
#include "tyto/arch/x86/rows.hpp"
#include "tyto/ops/average_pool.hpp"

namespace tyto::x86 {

template <class Layer>
concept average_pool_int8 =
    ops::average_pool_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

// Numbers of input pixels that windows of a pool cover.
struct pixel_counts {
  int least;
  int most;
};

constexpr pixel_counts pixels_under(const window& w, shape input, shape output) {
  pixel_counts counts{w.size.height * w.size.width, 0};
  for (int y = 0; y < output.height; ++y) {
    for (int x = 0; x < output.width; ++x) {
      const int pixels = w.rows(y, input.height).size() * w.columns(x, input.width).size();
      counts.least = pixels < counts.least ? pixels : counts.least;
      counts.most = pixels > counts.most ? pixels : counts.most;
    }
  }
  return counts;
}

// Lines of averages of Least to Most values, one a count, and whether all of them are exact.
template <int Lanes, int Least, int Most>
struct average_lines {
  std::array<line_vector<Lanes>, count(Most - Least + 1)> of = {};
  bool exact = true;
};

template <int Lanes, int Least, int Most>
constexpr auto find_average_lines(line_rounding rounds, int low, int high) {
  average_lines<Lanes, Least, Most> lines{};
  for (int pixels = Least; pixels <= Most; ++pixels) {
    const float_line found =
        find_line(averaged_stairs(pixels), make_multiplier(1.0 / pixels), rounds, 0, low, high);
    lines.exact = lines.exact && found.exact;
    lines.of[count(pixels - Least)] = same_line<Lanes>(found);
  }
  return lines;
}

template <class Layer, int Lanes, line_rounding Rounds>
inline constexpr auto average_pool_lines = [] {
  constexpr auto& s = Layer::spec;
  constexpr pixel_counts counts = pixels_under(s.window, s.input, s.output);
  return find_average_lines<Lanes, counts.least, counts.most>(Rounds, s.output_min, s.output_max);
}();

template <class Layer, class Unit>
concept average_pool_on_lines = average_pool_lines<Layer, Unit::lanes, Unit::rounding>
.exact;

}  // namespace tyto::x86
