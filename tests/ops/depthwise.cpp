// SPDX-License-Identifier: Apache-2.0
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

constexpr auto depthwise_cases = depthwise_grid<36>(3);
static_assert(has_every_kind_of_numbers(depthwise_cases) &&
              has_every_kind_of_window(depthwise_cases));
static_assert(std::any_of(depthwise_cases.begin(), depthwise_cases.end(),
                          [](const layer_case& c) { return c.filters == 3 && c.channels > 1; }));

struct random_depthwise {
  static constexpr std::size_t count = depthwise_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<std::int8_t, depthwise_cases, I>;
};

constexpr std::array<layer_case, 6> depthwise_chosen_cases{{
    // A DS-CNN's block.
    {.height = 25,
     .width = 5,
     .channels = 64,
     .shape_of_filter = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
     .input_zero_point = -128,
     .output_zero_point = -128,
     .act = activation::relu},
    // A streaming network's: one row, no padding.
    {.height = 1,
     .width = 30,
     .channels = 17,
     .shape_of_filter = {{1, 9}, {1, 1}, {}},
     .input_zero_point = -128,
     .output_zero_point = 3},
    // Stride 2 with SAME padding of an even input: pads on one side alone.
    {.height = 8,
     .width = 6,
     .channels = 8,
     .shape_of_filter = {{3, 3}, {2, 2}, {0, 1, 0, 1}},
     .input_zero_point = 127,
     .output_zero_point = -128,
     .act = activation::relu6},
    {.height = 5,
     .width = 5,
     .channels = 1,
     .filters = 3,
     .shape_of_filter = {{5, 5}, {1, 1}, {2, 2, 2, 2}},
     .weights = filling::all_127},
    {.height = 3,
     .width = 3,
     .channels = 5,
     .filters = 2,
     .shape_of_filter = {{1, 1}, {1, 1}, {}},
     .input_zero_point = -5,
     .scale = scaling::left_shift},
    {.height = 4,
     .width = 4,
     .channels = 3,
     .shape_of_filter = {{2, 2}, {1, 1}, {2, 2, 3, 2}},
     .input_zero_point = 127,
     .output_zero_point = 9,
     .weights = filling::all_minus_128},
}};

struct chosen_depthwise {
  static constexpr std::size_t count = depthwise_chosen_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<std::int8_t, depthwise_chosen_cases, I>;
};

constexpr auto depthwise_sweep_cases = [] {
  auto cases = channel_sweep(4, 5);
  for (layer_case& c : cases) {
    c.filters = 1;
    c.shape_of_filter = {{3, 3}, {1, 1}, {1, 1, 1, 1}};
  }
  return cases;
}();

struct swept_depthwise {
  static constexpr std::size_t count = depthwise_sweep_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<std::int8_t, depthwise_sweep_cases, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("depthwise, int8: a random grid", Arch, depthwise_random) {
  check_grid(grid_on<std::int8_t, Arch, random_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(depthwise_random, arches);

TEST_CASE_TEMPLATE_DEFINE("depthwise, int8: chosen layers", Arch, depthwise_chosen) {
  check_grid(grid_on<std::int8_t, Arch, chosen_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(depthwise_chosen, arches);

TEST_CASE_TEMPLATE_DEFINE("depthwise, int8: every number of channels", Arch, depthwise_sweep) {
  check_grid(grid_on<std::int8_t, Arch, swept_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(depthwise_sweep, arches);

TEST_CASE("depthwise, int8: the gaps in the memory plan are no larger than needed") {
  check_gaps_are_tight(grid_on<std::int8_t, arch::scalar, random_depthwise>(), depthwise_expected);
}

}  // namespace tyto::test
