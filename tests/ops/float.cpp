// SPDX-License-Identifier: Apache-2.0
// The layers with weights once more, in float: each sum of n products is within n + 1 roundings of
// the double one, whatever the order of its additions.
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

constexpr auto float_conv2d_cases = conv2d_grid<16>(11);
struct float_conv2d {
  static constexpr std::size_t count = float_conv2d_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<float, float_conv2d_cases, I>;
};

constexpr auto float_depthwise_cases = depthwise_grid<16>(12);
struct float_depthwise {
  static constexpr std::size_t count = float_depthwise_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<float, float_depthwise_cases, I>;
};

constexpr auto float_pointwise_cases = pointwise_grid<16>(13);
struct float_pointwise {
  static constexpr std::size_t count = float_pointwise_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<float, float_pointwise_cases, I>;
};

constexpr auto float_fully_connected_cases = fully_connected_grid<16>(14);
struct float_fully_connected {
  static constexpr std::size_t count = float_fully_connected_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<float, float_fully_connected_cases, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("conv2d, float", Arch, conv2d_floats) {
  check_grid(grid_on<float, Arch, float_conv2d>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(conv2d_floats, arches);

TEST_CASE_TEMPLATE_DEFINE("depthwise, float", Arch, depthwise_floats) {
  check_grid(grid_on<float, Arch, float_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(depthwise_floats, arches);

TEST_CASE_TEMPLATE_DEFINE("pointwise, float", Arch, pointwise_floats) {
  check_grid(grid_on<float, Arch, float_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(pointwise_floats, arches);

TEST_CASE_TEMPLATE_DEFINE("pointwise, float: long sums", Arch, deep_pointwise_floats) {
  check_grid(grid_on<float, Arch, deep_pointwise<float>>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(deep_pointwise_floats, arches);

TEST_CASE_TEMPLATE_DEFINE("fully connected, float", Arch, fully_connected_floats) {
  check_grid(grid_on<float, Arch, float_fully_connected>(), fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(fully_connected_floats, arches);

TEST_CASE("float layers: the gaps in the memory plan are no larger than needed") {
  check_gaps_are_tight(grid_on<float, arch::scalar, float_conv2d>(), conv2d_expected);
}

}  // namespace tyto::test
