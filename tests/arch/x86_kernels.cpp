// SPDX-License-Identifier: Apache-2.0
// Layers of many channels on x86.
#include "arch/wide_layers.hpp"
#include "arch/x86_isas.hpp"

namespace tyto::test {
TEST_CASE_TEMPLATE_DEFINE("x86: pointwise of many channels", Arch, x86_pointwise) {
  check_grid(grid_on<std::int8_t, Arch, wide_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_pointwise, x86_arches);

TEST_CASE_TEMPLATE_DEFINE("x86: conv2d of many channels", Arch, x86_conv2d) {
  check_grid(grid_on<std::int8_t, Arch, wide_conv2d>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_conv2d, x86_arches);

TEST_CASE_TEMPLATE_DEFINE("x86: fully_connected of many channels", Arch, x86_fully_connected) {
  check_grid(grid_on<std::int8_t, Arch, wide_fully_connected>(), fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_fully_connected, x86_arches);

TEST_CASE_TEMPLATE_DEFINE("x86: depthwise of many channels", Arch, x86_depthwise) {
  check_grid(grid_on<std::int8_t, Arch, wide_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_depthwise, x86_arches);

}  // namespace tyto::test
