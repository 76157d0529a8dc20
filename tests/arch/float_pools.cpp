// SPDX-License-Identifier: Apache-2.0
// Float pools and the residual sum, on every ISA that has kernels for them.
#include "arch/float_arches.hpp"
#include "ops/pool_layers.hpp"
#include "tyto/ops/add.hpp"

namespace tyto::test {
namespace {

struct average_pools {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<float, ops::average_pool, I>;
};
struct max_pools {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = pool_layer<float, ops::max_pool, I>;
};
struct global_pools {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  using layer = global_layer<float, I>;
};

constexpr auto sum_cases = image_grid<12>(31);

template <std::size_t I>
struct sum_layer {
  static constexpr layer_case c = sum_cases[I];
  static constexpr const char* name = "add";
  static constexpr numerics<float> n = numerics_of<float>(c);
  static constexpr ops::add<float> spec{c.input(), c.input(), n.output_min, n.output_max};
};
struct sums {
  static constexpr std::size_t count = sum_cases.size();
  template <std::size_t I>
  using layer = sum_layer<I>;
};

// One rounding, whoever adds.
constexpr auto sum_expected = [](const layer_data<float>& layer, const tensors<float>& inputs) {
  const numerics<float> n = numerics_of<float>(layer.c);
  exactly<float> expected;
  for (std::size_t i = 0; i < inputs[0].size(); ++i) {
    expected.values.push_back(std::clamp(inputs[0][i] + inputs[1][i], n.output_min, n.output_max));
  }
  return expected;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("float kernels: average pool", Arch, average_on) {
  check_grid(grid_on<float, Arch, average_pools>(), average_expected);
}
TEST_CASE_TEMPLATE_APPLY(average_on, float_arches);

TEST_CASE_TEMPLATE_DEFINE("float kernels: max pool", Arch, max_on) {
  check_grid(grid_on<float, Arch, max_pools>(), max_expected);
}
TEST_CASE_TEMPLATE_APPLY(max_on, float_arches);

TEST_CASE_TEMPLATE_DEFINE("float kernels: global average pool", Arch, global_on) {
  check_grid(grid_on<float, Arch, global_pools>(), global_expected);
}
TEST_CASE_TEMPLATE_APPLY(global_on, float_arches);

TEST_CASE_TEMPLATE_DEFINE("float kernels: add", Arch, sum_on) {
  check_grid(grid_on<float, Arch, sums>(), sum_expected);
}
TEST_CASE_TEMPLATE_APPLY(sum_on, float_arches);

}  // namespace tyto::test
