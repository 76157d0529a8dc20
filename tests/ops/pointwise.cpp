// SPDX-License-Identifier: Apache-2.0
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

constexpr auto pointwise_cases = pointwise_grid<28>(1);
static_assert(has_every_kind_of_numbers(pointwise_cases));

struct random_pointwise {
  static constexpr std::size_t count = pointwise_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, pointwise_cases, I>;
};

constexpr auto pointwise_sweep_cases = channel_sweep(3, 7);

struct swept_pointwise {
  static constexpr std::size_t count = pointwise_sweep_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, pointwise_sweep_cases, I>;
};

// Pixels 1 to 10, 15 to 17: every remainder of the pixels that a kernel takes at a time.
constexpr auto pointwise_pixel_cases = [] {
  std::array<layer_case, 13> cases;
  random r(33);
  for (int i = 0; i < 13; ++i) {
    layer_case& c = cases[at(i)];
    c = random_numbers(r);
    c.width = i < 10 ? i + 1 : i + 5;
    c.channels = 16;
    c.filters = 8;
  }
  return cases;
}();

struct pixels_pointwise {
  static constexpr std::size_t count = pointwise_pixel_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, pointwise_pixel_cases, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("pointwise, int8: a random grid", Arch, pointwise_random) {
  check_grid(grid_on<std::int8_t, Arch, random_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(pointwise_random, arches);

TEST_CASE_TEMPLATE_DEFINE("pointwise, int8: every number of channels", Arch, pointwise_sweep) {
  check_grid(grid_on<std::int8_t, Arch, swept_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(pointwise_sweep, arches);

TEST_CASE_TEMPLATE_DEFINE("pointwise, int8: every number of pixels", Arch, pointwise_pixels) {
  check_grid(grid_on<std::int8_t, Arch, pixels_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(pointwise_pixels, arches);

TEST_CASE_TEMPLATE_DEFINE("pointwise, int8: long sums", Arch, pointwise_deep) {
  check_grid(grid_on<std::int8_t, Arch, deep_pointwise<std::int8_t>>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(pointwise_deep, arches);

TEST_CASE("pointwise, int8: the gaps in the memory plan are no larger than needed") {
  check_gaps_are_tight(grid_on<std::int8_t, arch::scalar, random_pointwise>(), conv2d_expected);
}

}  // namespace tyto::test
