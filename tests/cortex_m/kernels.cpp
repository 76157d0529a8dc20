// SPDX-License-Identifier: Apache-2.0
// The Cortex-M kernels on grids of layers, against the references of tests/ops. A Cortex-A7 runs
// their very instructions; any other machine what stands for them.
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

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

// Tiles, and one pixel over, of each number of steps that one call of multiply_joined takes, of
// several calls, and of more taps than one pixel's sums are joined for.
constexpr auto joined_cases = [] {
  constexpr int taps[] = {1, 8, 13, 24, 32, 33, 47, 56, 64, 65, 128, 130, 257, 300};
  std::array<layer_case, 2 * std::size(taps)> grid;
  random r(45);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    layer_case& c = grid[i];
    c = random_numbers(r);
    c.scale = scaling::random;
    c.weights = filling::random;
    c.act = i % 4 < 2 ? activation::none : activation::relu;
    if (i % 4 >= 2) c.output_zero_point = -128;
    c.one_step = false;
    c.height = 3;
    c.width = 3;
    c.channels = taps[i / 2];
    c.filters = i % 2 == 0 ? 4 : 5;
  }
  return grid;
}();

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
struct joined_layers {
  static constexpr std::size_t count = joined_cases.size();
  template <std::size_t I>
  using layer = pointwise_layer<std::int8_t, joined_cases, I>;
};

// The same with weights of -128, which cannot be joined.
template <std::size_t Count>
struct weights_of {
  std::int8_t all[Count];
};
template <std::size_t I>
struct unjoined_layer : pointwise_layer<std::int8_t, joined_cases, I> {
  using base = pointwise_layer<std::int8_t, joined_cases, I>;
  static constexpr auto lowered = [] {
    weights_of<std::size(base::weights)> w{};
    for (std::size_t i = 0; i < std::size(w.all); ++i)
      w.all[i] = i % 5 == 0 || i >= std::size(w.all) / 2 ? std::int8_t{-128} : base::weights[i];
    return w;
  }();
  static constexpr auto& weights = lowered.all;
};
struct unjoined_layers {
  static constexpr std::size_t count = joined_cases.size();
  template <std::size_t I>
  using layer = unjoined_layer<I>;
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
template <class Layer>
using product = cortex_m::matrix<Layer, Layer::spec.input.channels>;
template <class Layer>
inline constexpr bool runs_joined =
    cortex_m::runs_joined<product<Layer>::rule, product<Layer>::sums>;
constexpr auto joined = [](auto l) { return product<decltype(l)>::is_joined; };
constexpr auto joined_to_the_end = [](auto l) { return runs_joined<decltype(l)>; };
constexpr auto in_calls = [](auto l) { return product<decltype(l)>::sums.calls > 1; };
constexpr auto stores_fast = [](auto l) { return stores_by_high_products<decltype(l)>; };
constexpr auto narrow = [](auto l) { return is_narrow<decltype(l)>; };
constexpr auto narrow_only = [](auto l) {  // no columns are gathered
  return kernel<decltype(l), arch::cortex_m>::scratch_bytes == 0;
};
static_assert(how_many<conv2d_layers>(stores_fast) >= 4);
static_assert(how_many<conv2d_layers>(stores_fast) <= int{conv2d_layers::count} - 2);
static_assert(how_many<swept_layers>(stores_fast) >= 6);
static_assert(how_many<swept_layers>(stores_fast) <= int{swept_layers::count} - 3);
static_assert(how_many<joined_layers>(joined) == (cortex_m::joins ? int{joined_layers::count} : 0));
static_assert(how_many<joined_layers>(in_calls) >= (cortex_m::joins ? 8 : 0));
static_assert(how_many<unjoined_layers>(joined) == 0);
#if TYTO_ARM_FP_ASSEMBLY
static_assert(how_many<joined_layers>(joined_to_the_end) == 9);  // up to 64 taps, 4 channels
#endif
static_assert(how_many<depthwise_layers>(narrow) >= 4);
static_assert(how_many<depthwise_layers>(narrow) <= int{depthwise_layers::count} - 4);
static_assert(how_many<depthwise_layers>(narrow_only) >= 1);

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
  check_grid(grid<joined_layers>(), conv2d_expected);
  check_grid(grid<unjoined_layers>(), conv2d_expected);
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
