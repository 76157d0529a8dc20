// SPDX-License-Identifier: Apache-2.0
// What the shared grid has not: layers around the sizes of long vectors and blocks of channels, and
// of rows that need several tiles.
#pragma once

#include "ops/weighted_layers.hpp"

namespace tyto::test {

struct wide_extents {
  int height;
  int width;
  int channels;
  int filters;
  window w{{1, 1}, {1, 1}, {}};
};

// Cases of these extents, everything else random.
template <std::size_t N>
constexpr std::array<layer_case, N> cases_of(const wide_extents (&all)[N], unsigned seed) {
  std::array<layer_case, N> grid;
  random r(seed);
  for (std::size_t i = 0; i < N; ++i) {
    grid[i] = random_numbers(r);
    grid[i].height = all[i].height;
    grid[i].width = all[i].width;
    grid[i].channels = all[i].channels;
    grid[i].filters = all[i].filters;
    grid[i].shape_of_filter = all[i].w;
  }
  return grid;
}

inline constexpr auto wide_pointwise_cases = cases_of({{5, 5, 64, 64},
                                                       {1, 7, 65, 33},
                                                       {3, 2, 31, 65},
                                                       {2, 3, 3, 130},
                                                       {4, 4, 100, 48},
                                                       {1, 1, 17, 60}},
                                                      1);
struct wide_pointwise {
  static constexpr std::size_t count = wide_pointwise_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, wide_pointwise_cases, I>;
};

inline constexpr auto wide_conv2d_cases =
    cases_of({{21, 10, 1, 64, {{10, 4}, {2, 2}, {4, 5, 1, 1}}},
              {9, 13, 3, 16, {{3, 3}, {1, 1}, {1, 1, 1, 1}}},
              {40, 5, 67, 20, {{4, 3}, {3, 1}, {0, 2, 1, 0}}},
              {8, 8, 32, 65, {{1, 1}, {2, 2}, {}}},
              {3, 3, 5, 33, {{3, 3}, {1, 1}, {2, 2, 2, 2}}}},
             2);
struct wide_conv2d {
  static constexpr std::size_t count = wide_conv2d_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<std::int8_t, wide_conv2d_cases, I>;
};

inline constexpr auto wide_fully_connected_cases =
    cases_of({{1, 1, 64, 12}, {2, 3, 33, 65}, {1, 1, 640, 8}}, 3);
struct wide_fully_connected {
  static constexpr std::size_t count = wide_fully_connected_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<std::int8_t, wide_fully_connected_cases, I>;
};

inline constexpr auto wide_depthwise_cases =
    cases_of({{6, 5, 64, 1, {{3, 3}, {1, 1}, {1, 1, 1, 1}}},
              {5, 13, 33, 1, {{3, 3}, {2, 2}, {0, 1, 0, 1}}},
              {4, 9, 65, 1, {{2, 5}, {1, 1}, {1, 0, 3, 1}}},
              {9, 4, 130, 1, {{7, 1}, {1, 1}, {3, 3, 0, 0}}},
              {1, 23, 63, 1, {{1, 10}, {1, 2}, {0, 0, 4, 5}}},
              {7, 7, 8, 1, {{3, 3}, {1, 1}, {1, 1, 1, 1}}},
              {6, 17, 16, 1, {{3, 3}, {2, 2}, {1, 0, 1, 0}}},
              {5, 9, 32, 1, {{4, 4}, {1, 1}, {2, 1, 1, 2}}},
              {5, 30, 4, 1, {{3, 2}, {1, 3}, {1, 1, 1, 1}}},
              {8, 8, 20, 1, {{3, 3}, {3, 1}, {}}}},
             4);
struct wide_depthwise {
  static constexpr std::size_t count = wide_depthwise_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<std::int8_t, wide_depthwise_cases, I>;
};

}  // namespace tyto::test
