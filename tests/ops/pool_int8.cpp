// SPDX-License-Identifier: Apache-2.0
#include "ops/pool_layers.hpp"

namespace tyto::test {
namespace {

struct average_pools_int8 {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<std::int8_t, ops::average_pool, I>;
};
struct maximum_pools_int8 {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<std::int8_t, ops::max_pool, I>;
};
struct global_pools_int8 {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = global_layer<std::int8_t, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("average pool, int8", Arch, average_int8) {
  check_grid(grid_on<std::int8_t, Arch, average_pools_int8>(), average_expected);
}
TEST_CASE_TEMPLATE_APPLY(average_int8, arches);

TEST_CASE_TEMPLATE_DEFINE("max pool, int8", Arch, max_int8) {
  check_grid(grid_on<std::int8_t, Arch, maximum_pools_int8>(), max_expected);
}
TEST_CASE_TEMPLATE_APPLY(max_int8, arches);

TEST_CASE_TEMPLATE_DEFINE("global average pool, int8", Arch, global_int8) {
  check_grid(grid_on<std::int8_t, Arch, global_pools_int8>(), global_expected);
}
TEST_CASE_TEMPLATE_APPLY(global_int8, arches);

TEST_CASE("pools, int8: the gaps in the memory plan are no larger than needed") {
  check_gaps_are_tight(grid_on<std::int8_t, arch::scalar, average_pools_int8>(), average_expected);
  check_gaps_are_tight(grid_on<std::int8_t, arch::scalar, maximum_pools_int8>(), max_expected);
}

TEST_CASE("the average of int8 rounds to nearest, ties away from zero") {
  for (int count = 1; count <= 150; ++count) {
    for (int sum = -128 * count; sum <= 127 * count; ++sum) {
      const std::int64_t needed = reference::divide_nearest_away(sum, count);
      if (ops::average(sum, count) == needed) continue;
      CAPTURE(sum);
      CAPTURE(count);
      CHECK(ops::average(sum, count) == needed);
    }
  }
}

}  // namespace tyto::test
