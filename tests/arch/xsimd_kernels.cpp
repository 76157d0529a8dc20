// SPDX-License-Identifier: Apache-2.0
// Layers of many channels on xsimd.
#include "arch/wide_layers.hpp"
#include "tyto/arch/xsimd/all.hpp"

namespace tyto::test {
namespace {
using xsimd_arch = std::tuple<arch::xsimd>;
}  // namespace

TEST_CASE_TEMPLATE_DEFINE("xsimd: pointwise of many channels", Arch, xsimd_pointwise) {
  check_grid(grid_on<std::int8_t, Arch, wide_pointwise>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(xsimd_pointwise, xsimd_arch);

TEST_CASE_TEMPLATE_DEFINE("xsimd: conv2d of many channels", Arch, xsimd_conv2d) {
  check_grid(grid_on<std::int8_t, Arch, wide_conv2d>(), conv2d_expected);
}
TEST_CASE_TEMPLATE_APPLY(xsimd_conv2d, xsimd_arch);

TEST_CASE_TEMPLATE_DEFINE("xsimd: fully_connected of many channels", Arch, xsimd_fully_connected) {
  check_grid(grid_on<std::int8_t, Arch, wide_fully_connected>(), fully_connected_expected);
}
TEST_CASE_TEMPLATE_APPLY(xsimd_fully_connected, xsimd_arch);

TEST_CASE_TEMPLATE_DEFINE("xsimd: depthwise of many channels", Arch, xsimd_depthwise) {
  check_grid(grid_on<std::int8_t, Arch, wide_depthwise>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(xsimd_depthwise, xsimd_arch);

}  // namespace tyto::test
