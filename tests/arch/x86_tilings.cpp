// SPDX-License-Identifier: Apache-2.0
// Every choice that tyto-tune may take for tyto::x86::tiling gives the same bytes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <tuple>

#include "arch/x86_isas.hpp"
#include "ops/weighted_layers.hpp"

namespace tyto::test {
namespace {

// A layer with choices of its own.
template <class Layer, int Pixels, int Outputs>
struct tiled_on_x86 : Layer {};

}  // namespace
}  // namespace tyto::test

template <class Layer, int Pixels, int Outputs, class Arch>
struct tyto::tuning<tyto::test::tiled_on_x86<Layer, Pixels, Outputs>, Arch> {
  static constexpr x86::tiling of(x86::tiling choices) {
    choices.pixels = Pixels;
    choices.outputs = Outputs;
    return choices;
  }
};

namespace tyto::test {
namespace {

// Neither the pixels nor the channels are a multiple of anything that a tile has.
constexpr std::array<layer_case, 1> tiled_conv2d_cases{{
    {.height = 3,
     .width = 9,
     .channels = 13,
     .filters = 35,
     .shape_of_filter = {{2, 3}, {1, 1}, {1, 0, 1, 1}},
     .input_zero_point = 5,
     .output_zero_point = -3},
}};
constexpr auto tiled_pointwise_cases = [] {
  auto cases = tiled_conv2d_cases;
  cases[0].shape_of_filter = {{1, 1}, {1, 1}, {}};
  return cases;
}();
constexpr std::array<layer_case, 1> tiled_depthwise_cases{{
    {.height = 4,
     .width = 11,
     .channels = 67,
     .shape_of_filter = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
     .input_zero_point = -128,
     .output_zero_point = -128,
     .act = activation::relu},
}};

constexpr int tried_pixels[] = {2, 3, 4, 5, 6};
constexpr int tried_outputs[] = {2, 3, 4, 8};

struct pointwise_tilings {
  static constexpr std::size_t count = std::size(tried_pixels);
  template <std::size_t I>
  using layer = tiled_on_x86<pointwise_layer<std::int8_t, tiled_pointwise_cases, 0>,
                             tried_pixels[I], x86::tiling{}.outputs>;
};
struct conv2d_tilings {
  static constexpr std::size_t count = std::size(tried_pixels);
  template <std::size_t I>
  using layer = tiled_on_x86<conv2d_layer<std::int8_t, tiled_conv2d_cases, 0>, tried_pixels[I],
                             x86::tiling{}.outputs>;
};
struct depthwise_tilings {
  static constexpr std::size_t count = std::size(tried_outputs);
  template <std::size_t I>
  using layer = tiled_on_x86<depthwise_layer<std::int8_t, tiled_depthwise_cases, 0>,
                             x86::tiling{}.pixels, tried_outputs[I]>;
};

using tiled_arches = std::tuple<arch::avx2, arch::avx512_vnni>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("x86: every number of pixels and outputs a tile", Arch, x86_tilings) {
  check_grid(grid_on<std::int8_t, Arch, pointwise_tilings>(), conv2d_expected);
  check_grid(grid_on<std::int8_t, Arch, conv2d_tilings>(), conv2d_expected);
  check_grid(grid_on<std::int8_t, Arch, depthwise_tilings>(), depthwise_expected);
}
TEST_CASE_TEMPLATE_APPLY(x86_tilings, tiled_arches);

}  // namespace tyto::test
