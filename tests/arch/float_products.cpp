// SPDX-License-Identifier: Apache-2.0
// Float kernels that sum products, on every ISA that has them. A result may be off the double sum
// by n + 1 roundings of the sum of the terms' absolute values, n terms and a bias in any order,
// fused or not (see within_rounding).
#include <algorithm>

#include "arch/float_arches.hpp"
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

constexpr layer_case plain_case(int height, int width, int channels, int filters, int seed) {
  layer_case c;
  c.height = height;
  c.width = width;
  c.channels = channels;
  c.filters = filters;
  c.act = static_cast<activation>(seed % 3);
  c.seed = static_cast<unsigned>(seed);
  return c;
}

// Every remainder of a vector's lanes in channels, in and out, and of a tile in pixels.
constexpr auto product_cases = [] {
  std::array<layer_case, 11> grid;
  for (int i = 0; i < 9; ++i) {
    const int more = i < 5 ? 0 : i < 8 ? 4 : 9;
    grid[at(i)] = plain_case(1 + i % 3, 1 + (i * 5) % 7, 1 + i + more, 9 - i + 2 * more, 100 + i);
  }
  grid[9] = plain_case(5, 5, 64, 64, 118);
  grid[10] = plain_case(1, 1, 33, 31, 119);
  return grid;
}();

// Runs of taps that fill vectors and that do not, with and without pads, one pixel and many.
constexpr auto window_cases = [] {
  std::array<layer_case, 8> directed{plain_case(12, 10, 1, 64, 201), plain_case(7, 9, 3, 16, 202),
                                     plain_case(6, 5, 4, 9, 203),    plain_case(9, 4, 8, 5, 204),
                                     plain_case(5, 5, 2, 20, 205),   plain_case(3, 3, 7, 3, 206),
                                     plain_case(1, 40, 1, 8, 207),   plain_case(8, 8, 16, 17, 208)};
  const window shapes[] = {{{10, 4}, {2, 2}, {4, 5, 1, 1}}, {{3, 3}, {1, 1}, {1, 1, 1, 1}},
                           {{3, 3}, {2, 2}, {0, 1, 0, 1}},  {{1, 2}, {1, 1}, {}},
                           {{5, 5}, {1, 1}, {2, 2, 2, 2}},  {{3, 3}, {1, 1}, {}},
                           {{1, 8}, {1, 3}, {0, 0, 7, 0}},  {{1, 1}, {2, 2}, {}}};
  for (int i = 0; i < 8; ++i)
    directed[at(i)].shape_of_filter = shapes[i];
  const auto drawn = conv2d_grid<3>(21);
  std::array<layer_case, 11> grid;
  std::copy(directed.begin(), directed.end(), grid.begin());
  std::copy(drawn.begin(), drawn.end(), grid.begin() + 8);
  return grid;
}();

// Rows of one group of pixels, of several, of a last one that is smaller; pads wider than a group.
constexpr auto depthwise_cases = [] {
  std::array<layer_case, 16> grid;
  const int widths[] = {1, 2, 4, 5, 6, 7, 12, 13, 25, 26, 8, 9};
  const int channels[] = {4, 5, 8, 64, 7, 16, 20, 17, 33, 6, 31, 18};
  for (int i = 0; i < 12; ++i) {
    layer_case& c = grid[at(i)];
    c = plain_case(4, widths[i], channels[i], 1, 300 + i);
    c.shape_of_filter = {{3, 3}, {1 + i % 2, 1 + i % 2}, {1, 1, 1, 1}};
  }
  grid[10].shape_of_filter = {{2, 5}, {1, 1}, {1, 0, 4, 4}};
  grid[11].shape_of_filter = {{1, 2}, {1, 3}, {0, 0, 1, 1}};
  const auto drawn = depthwise_grid<4>(22);
  std::copy(drawn.begin(), drawn.end(), grid.begin() + 12);
  return grid;
}();

struct conv2d_layers {
  static constexpr std::size_t count = window_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<float, window_cases, I>;
};
struct depthwise_layers {
  static constexpr std::size_t count = depthwise_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<float, depthwise_cases, I>;
};
struct pointwise_layers {
  static constexpr std::size_t count = product_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<float, product_cases, I>;
};
struct fully_connected_layers {
  static constexpr std::size_t count = product_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<float, product_cases, I>;
};

// Inputs far from 1, alike and side by side: no kernel may scale or compare them.
template <class F>
void check_magnitudes(const std::vector<grid_entry<float>>& grid, F reference) {
  const float magnitudes[][2] = {{0x1p100F, 0x1p100F}, {0x1p-60F, 0x1p-60F}, {0x1p40F, 0x1p-40F}};
  for (const grid_entry<float>& entry : grid) {
    INFO(describe(entry.layer.c));
    for (const auto& magnitude : magnitudes) {
      CAPTURE(magnitude[0]);
      CAPTURE(magnitude[1]);
      tensors<float> inputs{pattern<float>(5, entry.kernel.input_elements, entry.layer.c.seed)};
      for (std::size_t i = 0; i < inputs[0].size(); ++i)
        inputs[0][i] *= magnitude[i % 3 / 2];
      check_inputs(entry.kernel, reference(entry.layer, inputs), inputs, 1);
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("float kernels: conv2d", Arch, conv2d_on) {
  const auto grid = grid_on<float, Arch, conv2d_layers>();
  check_grid(grid, conv2d_expected);
  check_magnitudes(grid, conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(conv2d_on, float_arches);

TEST_CASE_TEMPLATE_DEFINE("float kernels: depthwise", Arch, depthwise_on) {
  const auto grid = grid_on<float, Arch, depthwise_layers>();
  check_grid(grid, depthwise_expected);
  check_magnitudes(grid, depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(depthwise_on, float_arches);

TEST_CASE_TEMPLATE_DEFINE("float kernels: pointwise", Arch, pointwise_on) {
  const auto grid = grid_on<float, Arch, pointwise_layers>();
  check_grid(grid, conv2d_expected);
  check_magnitudes(grid, conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(pointwise_on, float_products_arches);

TEST_CASE_TEMPLATE_DEFINE("float kernels: fully connected", Arch, fully_connected_on) {
  const auto grid = grid_on<float, Arch, fully_connected_layers>();
  check_grid(grid, fully_connected_expected);
  check_magnitudes(grid, fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(fully_connected_on, float_products_arches);

}  // namespace tyto::test
