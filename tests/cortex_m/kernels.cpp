// SPDX-License-Identifier: Apache-2.0
// The Cortex-M kernels on grids of layers, against the references of tests/ops. A Cortex-A7 runs
// their very instructions; any other machine what stands for them.
#include "ops/pool_layers.hpp"
#include "ops/weighted_layers.hpp"
#include "tyto/arch/cortex_m/all.hpp"

namespace tyto::test {
namespace {

constexpr auto conv2d_cases = conv2d_grid<12>(41);
constexpr auto depthwise_cases = depthwise_grid<14>(42);
constexpr auto pointwise_cases = pointwise_grid<8>(43);
constexpr auto fully_connected_cases = fully_connected_grid<8>(44);

// Every remainder of taps and of channels; all pixels in tiles, and five left over with the second.
constexpr auto swept_cases = channel_sweep(2, 4);

struct conv2d_layers {
  static constexpr std::size_t count = conv2d_cases.size();
  template <std::size_t I>
  using layer = conv2d_layer<std::int8_t, conv2d_cases, I>;
};
struct depthwise_layers {
  static constexpr std::size_t count = depthwise_cases.size();
  template <std::size_t I>
  using layer = depthwise_layer<std::int8_t, depthwise_cases, I>;
};
struct pointwise_layers {
  static constexpr std::size_t count = pointwise_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, pointwise_cases, I>;
};
struct swept_layers {
  static constexpr std::size_t count = swept_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, swept_cases, I>;
};
struct fully_connected_layers {
  static constexpr std::size_t count = fully_connected_cases.size();
  template <std::size_t I>
  using layer = fully_connected_layer<std::int8_t, fully_connected_cases, I>;
};
struct average_pools {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<std::int8_t, ops::average_pool, I>;
};
struct max_pools {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<std::int8_t, ops::max_pool, I>;
};
struct global_pools {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = global_layer<std::int8_t, I>;
};

// Layers that a grid has of some kind.
template <class Layers, class Is>
constexpr int how_many(Is is) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (int{is(typename Layers::template layer<I>{})} + ...);
  }
  (std::make_index_sequence<Layers::count>{});
}

// All ways through the kernels are gone.
template <class Layer>
inline constexpr bool stores_by_high_products = cortex_m::store_rule_of<Layer, 64>().high_products;
template <class Layer>
inline constexpr bool is_narrow =
    cortex_m::depthwise_narrow_row<Layer::spec.input, Layer::spec.output, Layer::spec.window,
                                   cortex_m::store_rule{}>::serves;
constexpr auto stores_fast = [](auto l) { return stores_by_high_products<decltype(l)>; };
constexpr auto narrow = [](auto l) { return is_narrow<decltype(l)>; };
static_assert(how_many<conv2d_layers>(stores_fast) >= 4);
static_assert(how_many<conv2d_layers>(stores_fast) <= int{conv2d_layers::count} - 2);
static_assert(how_many<swept_layers>(stores_fast) >= 6);
static_assert(how_many<swept_layers>(stores_fast) <= int{swept_layers::count} - 3);
static_assert(how_many<depthwise_layers>(narrow) >= 4);
static_assert(how_many<depthwise_layers>(narrow) <= int{depthwise_layers::count} - 4);

template <class Layers>
auto grid() {
  return grid_on<std::int8_t, arch::cortex_m, Layers>();
}

}  // namespace

TEST_CASE("cortex_m: conv2d") {
  check_grid(grid<conv2d_layers>(), conv2d_expected);
}
TEST_CASE("cortex_m: depthwise") {
  check_grid(grid<depthwise_layers>(), depthwise_expected);
}
TEST_CASE("cortex_m: pointwise") {
  check_grid(grid<pointwise_layers>(), conv2d_expected);
  check_grid(grid<swept_layers>(), conv2d_expected);
}
TEST_CASE("cortex_m: fully connected") {
  check_grid(grid<fully_connected_layers>(), fully_connected_expected);
}
TEST_CASE("cortex_m: pools") {
  check_grid(grid<average_pools>(), average_expected);
  check_grid(grid<max_pools>(), max_expected);
  check_grid(grid<global_pools>(), global_expected);
}

}  // namespace tyto::test
