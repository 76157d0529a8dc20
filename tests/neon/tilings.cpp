// SPDX-License-Identifier: Apache-2.0
// Every choice that tyto::neon::tiling offers gives the same bytes.
#include "ops/weighted_layers.hpp"
#include "tyto/arch/neon/all.hpp"

namespace tyto::test {
namespace {

// A layer with choices of its own.
template <class Layer, int Pixels, bool WideWeights, int Columns, bool WholeRows>
struct tiled : Layer {};

}  // namespace
}  // namespace tyto::test

template <class Layer, int Pixels, bool WideWeights, int Columns, bool WholeRows>
struct tyto::tuning<tyto::test::tiled<Layer, Pixels, WideWeights, Columns, WholeRows>,
                    tyto::arch::neon> {
  static constexpr neon::tiling of(neon::tiling choices) {
    choices.pixels = Pixels;
    choices.wide_weights = WideWeights;
    choices.columns = Columns;
    choices.whole_rows = WholeRows;
    return choices;
  }
};

namespace tyto::test {
namespace {

// One layer that is stored by lines and one that is not; neither its pixels nor its channels are a
// multiple of anything that a tile has.
constexpr std::array<layer_case, 2> tiled_conv2d_cases{{
    {.height = 3,
     .width = 9,
     .channels = 13,
     .filters = 19,
     .shape_of_filter = {{2, 3}, {1, 1}, {1, 0, 1, 1}},
     .input_zero_point = -128,
     .output_zero_point = -128,
     .act = activation::relu},
    {.height = 3,
     .width = 9,
     .channels = 13,
     .filters = 19,
     .shape_of_filter = {{2, 3}, {1, 1}, {1, 0, 1, 1}},
     .input_zero_point = 5,
     .output_zero_point = -3},
}};

constexpr auto tiled_pointwise_cases = [] {
  auto cases = tiled_conv2d_cases;
  for (layer_case& c : cases)
    c.shape_of_filter = {{1, 1}, {1, 1}, {}};
  return cases;
}();

template <template <class, const auto&, std::size_t> class Layer, const auto& Cases>
struct matrix_tilings {
  static constexpr int choices = 2 * neon::most_pixels;
  static constexpr std::size_t count = Cases.size() * at(choices);
  template <std::size_t I>
  using layer = tiled<Layer<std::int8_t, Cases, I / at(choices)>, int{I % at(choices) / 2} + 1,
                      I % 2 == 1, 8, true>;
};
using pointwise_tilings = matrix_tilings<pointwise_layer, tiled_pointwise_cases>;
using conv2d_tilings = matrix_tilings<conv2d_layer, tiled_conv2d_cases>;

static_assert(neon::matrix<pointwise_tilings::layer<0>, 1>::has_lines &&
              !neon::matrix<pointwise_tilings::layer<10>, 1>::has_lines);
static_assert(neon::matrix<conv2d_tilings::layer<0>, 2>::has_lines &&
              !neon::matrix<conv2d_tilings::layer<10>, 2>::has_lines);

// Rows that have code of their own, with and without windows at their ends that lack a column.
constexpr std::array<layer_case, 3> row_cases{{
    {.height = 4,
     .width = 19,
     .channels = 11,
     .shape_of_filter = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
     .input_zero_point = -128,
     .output_zero_point = -128,
     .act = activation::relu},
    {.height = 5,
     .width = 22,
     .channels = 8,
     .shape_of_filter = {{3, 3}, {2, 2}, {0, 1, 0, 1}},
     .input_zero_point = -128,
     .output_zero_point = -128,
     .act = activation::relu6},
    {.height = 3,
     .width = 13,
     .channels = 16,
     .shape_of_filter = {{3, 3}, {1, 1}, {0, 0, 0, 0}},
     .input_zero_point = 0,
     .output_zero_point = -128,
     .act = activation::relu},
}};

// As many columns at a time as there may be, and then none: one pixel after the other.
struct depthwise_tilings {
  static constexpr int choices = neon::most_columns + 1;
  static constexpr std::size_t count = row_cases.size() * at(choices);
  template <std::size_t I>
  using layer = tiled<depthwise_layer<std::int8_t, row_cases, I / at(choices)>, 5, false,
                      int{I % at(choices)} == neon::most_columns ? 1 : int{I % at(choices)} + 1,
                      int{I % at(choices)} != neon::most_columns>;
};

template <std::size_t... Case>
constexpr bool all_have_lines(std::index_sequence<Case...>) {
  return (neon::depthwise_plan<depthwise_layer<std::int8_t, row_cases, Case>>::has_lines && ...);
}
static_assert(all_have_lines(std::make_index_sequence<row_cases.size()>{}));

}  // namespace

TEST_CASE("pointwise: every number of pixels a tile, weights of either width") {
  check_grid(grid_on<std::int8_t, arch::neon, pointwise_tilings>(), conv2d_expected);
}

TEST_CASE("conv2d: every number of pixels a tile, weights of either width") {
  check_grid(grid_on<std::int8_t, arch::neon, conv2d_tilings>(), conv2d_expected);
}

TEST_CASE("depthwise: every number of columns at a time, and one pixel after the other") {
  check_grid(grid_on<std::int8_t, arch::neon, depthwise_tilings>(), depthwise_expected);
}

}  // namespace tyto::test
