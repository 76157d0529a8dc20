// SPDX-License-Identifier: Apache-2.0
// expect: Layer names Got inputs, its operator takes Needed; cure: correct its `inputs`
// expect: input_count<my_sum, 1, 2>
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 4, 2}};
};

struct my_sum {
  static constexpr const char* name = "my_sum";
#ifdef TYTO_MUST_COMPILE
  using inputs = tyto::graph::from<my_input, my_input>;
#else
  using inputs = tyto::graph::from<my_input>;
#endif
  static constexpr auto spec = tyto::ops::make_add({4, 4, 2}, {1.0F, 0}, {1.0F, 0}, {1.0F, 0});
};

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_sum>;
static_assert(network::arena_bytes < 1000);
