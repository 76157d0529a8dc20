// SPDX-License-Identifier: Apache-2.0
#include "ops/pool_layers.hpp"

namespace tyto::test {
namespace {

struct average_pools_float {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<float, ops::average_pool, I>;
};
struct maximum_pools_float {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<float, ops::max_pool, I>;
};
struct global_pools_float {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = global_layer<float, I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("average pool, float", Arch, average_float) {
  check_grid(grid_on<float, Arch, average_pools_float>(), average_expected);
}
TEST_CASE_TEMPLATE_APPLY(average_float, arches);

TEST_CASE_TEMPLATE_DEFINE("max pool, float", Arch, max_float) {
  check_grid(grid_on<float, Arch, maximum_pools_float>(), max_expected);
}
TEST_CASE_TEMPLATE_APPLY(max_float, arches);

TEST_CASE_TEMPLATE_DEFINE("global average pool, float", Arch, global_float) {
  check_grid(grid_on<float, Arch, global_pools_float>(), global_expected);
}
TEST_CASE_TEMPLATE_APPLY(global_float, arches);

}  // namespace tyto::test
