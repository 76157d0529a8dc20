// SPDX-License-Identifier: Apache-2.0
// What the shared grid has not: layers around the sizes of x86 vectors and blocks of channels, and
// of rows that need several tiles.
#include "arch/x86_isas.hpp"
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

struct extents {
  int height;
  int width;
  int channels;
  int filters;
  window w{{1, 1}, {1, 1}, {}};
};

// Cases of these extents, everything else random.
template <std::size_t N>
constexpr std::array<layer_case, N> cases_of(const extents (&all)[N], unsigned seed) {
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

constexpr auto pointwise_cases = cases_of({{5, 5, 64, 64},
                                           {1, 7, 65, 33},
                                           {3, 2, 31, 65},
                                           {2, 3, 3, 130},
                                           {4, 4, 100, 48},
                                           {1, 1, 17, 60}},
                                          1);
struct wide_pointwise {
  static constexpr std::size_t count = pointwise_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, pointwise_cases, I>;
};

constexpr auto conv2d_cases = cases_of({{21, 10, 1, 64, {{10, 4}, {2, 2}, {4, 5, 1, 1}}},
                                        {9, 13, 3, 16, {{3, 3}, {1, 1}, {1, 1, 1, 1}}},
                                        {40, 5, 67, 20, {{4, 3}, {3, 1}, {0, 2, 1, 0}}},
                                        {8, 8, 32, 65, {{1, 1}, {2, 2}, {}}},
                                        {3, 3, 5, 33, {{3, 3}, {1, 1}, {2, 2, 2, 2}}}},
                                       2);
struct wide_conv2d {
  static constexpr std::size_t count = conv2d_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<std::int8_t, conv2d_cases, I>;
};

constexpr auto fully_connected_cases =
    cases_of({{1, 1, 64, 12}, {2, 3, 33, 65}, {1, 1, 640, 8}}, 3);
struct wide_fully_connected {
  static constexpr std::size_t count = fully_connected_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<std::int8_t, fully_connected_cases, I>;
};

constexpr auto depthwise_cases = cases_of({{6, 5, 64, 1, {{3, 3}, {1, 1}, {1, 1, 1, 1}}},
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
  static constexpr std::size_t count = depthwise_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<std::int8_t, depthwise_cases, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("x86: pointwise of many channels", Arch, x86_pointwise) {
  if (!runs_here<Arch>()) return;
  check_grid(grid_on<std::int8_t, Arch, wide_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_pointwise, x86_arches);

TEST_CASE_TEMPLATE_DEFINE("x86: conv2d of many channels and tiles", Arch, x86_conv2d) {
  if (!runs_here<Arch>()) return;
  check_grid(grid_on<std::int8_t, Arch, wide_conv2d>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_conv2d, x86_arches);

TEST_CASE_TEMPLATE_DEFINE("x86: fully_connected of many channels", Arch, x86_fully_connected) {
  if (!runs_here<Arch>()) return;
  check_grid(grid_on<std::int8_t, Arch, wide_fully_connected>(), fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_fully_connected, x86_arches);

TEST_CASE_TEMPLATE_DEFINE("x86: depthwise of many channels and windows", Arch, x86_depthwise) {
  if (!runs_here<Arch>()) return;
  check_grid(grid_on<std::int8_t, Arch, wide_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_depthwise, x86_arches);

}  // namespace tyto::test
