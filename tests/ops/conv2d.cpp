// SPDX-License-Identifier: Apache-2.0
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

constexpr auto conv2d_cases = conv2d_grid<40>(1);
static_assert(has_every_kind_of_numbers(conv2d_cases) && has_every_kind_of_window(conv2d_cases));
// Some window lies in the padding alone: its sum is the bias.
static_assert(std::any_of(conv2d_cases.begin(), conv2d_cases.end(), [](const layer_case& c) {
  return c.shape_of_filter.rows(0, c.height).size() == 0;
}));

struct random_conv2d {
  static constexpr std::size_t count = conv2d_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<std::int8_t, conv2d_cases, I>;
};

// The first layers of published keyword spotting networks, and shapes that are easy to get wrong.
constexpr std::array<layer_case, 8> conv2d_chosen_cases{{
    {.height = 49,
     .width = 10,
     .channels = 1,
     .filters = 8,
     .shape_of_filter = {{10, 4}, {2, 2}, {4, 5, 1, 1}},
     .input_zero_point = 83,
     .output_zero_point = -128,
     .act = activation::relu},
    {.height = 32,
     .width = 32,
     .channels = 3,
     .filters = 4,
     .shape_of_filter = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
     .input_zero_point = -128,
     .output_zero_point = -128,
     .act = activation::relu6},
    // 1 x 1 with a stride, as in a residual network's shortcut.
    {.height = 7,
     .width = 7,
     .channels = 17,
     .filters = 33,
     .shape_of_filter = {{1, 1}, {2, 2}, {}},
     .input_zero_point = -3,
     .output_zero_point = 5},
    // The window is the whole input.
    {.height = 6,
     .width = 5,
     .channels = 9,
     .filters = 5,
     .shape_of_filter = {{6, 5}, {1, 1}, {}},
     .input_zero_point = 127,
     .output_zero_point = 0,
     .weights = filling::all_127},
    // One input element, and a window of which only one tap meets it.
    {.filters = 3,
     .shape_of_filter = {{3, 3}, {1, 1}, {0, 2, 2, 0}},
     .input_zero_point = 127,
     .output_zero_point = 1},
    // A stride beyond the window leaves rows and columns unread.
    {.height = 10,
     .width = 11,
     .channels = 2,
     .filters = 2,
     .shape_of_filter = {{2, 1}, {3, 3}, {1, 0, 0, 1}},
     .input_zero_point = -128,
     .output_zero_point = 127,
     .weights = filling::all_minus_128},
    // The stride does not divide: the last rows and columns have no window.
    {.height = 8,
     .width = 9,
     .channels = 4,
     .filters = 4,
     .shape_of_filter = {{3, 4}, {3, 2}, {}},
     .input_zero_point = 0,
     .output_zero_point = 0,
     .scale = scaling::power_of_two},
    // Padding wider than the window.
    {.height = 2,
     .width = 3,
     .channels = 3,
     .filters = 2,
     .shape_of_filter = {{2, 2}, {1, 1}, {3, 4, 5, 2}},
     .input_zero_point = 127,
     .output_zero_point = -7,
     .scale = scaling::left_shift},
}};

struct chosen_conv2d {
  static constexpr std::size_t count = conv2d_chosen_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<std::int8_t, conv2d_chosen_cases, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("conv2d, int8: a random grid", Arch, conv2d_random) {
  check_grid(grid_on<std::int8_t, Arch, random_conv2d>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(conv2d_random, arches);

TEST_CASE_TEMPLATE_DEFINE("conv2d, int8: chosen layers", Arch, conv2d_chosen) {
  check_grid(grid_on<std::int8_t, Arch, chosen_conv2d>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(conv2d_chosen, arches);

TEST_CASE("conv2d, int8: the gaps in the memory plan are no larger than needed") {
  check_gaps_are_tight(grid_on<std::int8_t, arch::scalar, random_conv2d>(), conv2d_expected);
}

}  // namespace tyto::test
