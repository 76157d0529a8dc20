// SPDX-License-Identifier: Apache-2.0
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

constexpr auto fully_connected_cases = fully_connected_grid<28>(2);
static_assert(has_every_kind_of_numbers(fully_connected_cases));
// The input may be an image, read in memory order.
static_assert(std::any_of(fully_connected_cases.begin(), fully_connected_cases.end(),
                          [](const layer_case& c) {
                            return c.height > 1 && c.width > 1 && c.channels > 1;
                          }));

struct random_fully_connected {
  static constexpr std::size_t count = fully_connected_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<std::int8_t, fully_connected_cases, I>;
};

constexpr auto fully_connected_sweep_cases = channel_sweep(1, 1);

struct swept_fully_connected {
  static constexpr std::size_t count = fully_connected_sweep_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<std::int8_t, fully_connected_sweep_cases, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("fully connected, int8: a random grid", Arch, fully_connected_random) {
  check_grid(grid_on<std::int8_t, Arch, random_fully_connected>(), fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(fully_connected_random, arches);

TEST_CASE_TEMPLATE_DEFINE("fully connected, int8: every length", Arch, fully_connected_sweep) {
  check_grid(grid_on<std::int8_t, Arch, swept_fully_connected>(), fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(fully_connected_sweep, arches);

}  // namespace tyto::test
