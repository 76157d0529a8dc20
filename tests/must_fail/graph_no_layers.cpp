// SPDX-License-Identifier: Apache-2.0
// expect: a network has no layers; cure: list at least one
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 4, 2}};
};

struct my_pool {
  static constexpr const char* name = "my_pool";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 2}};
};

#ifdef TYTO_MUST_COMPILE
using network = tyto::graph::network<tyto::arch::scalar, my_input, my_pool>;
#else
using network = tyto::graph::network<tyto::arch::scalar, my_input>;
#endif
static_assert(network::layer_count == 1);
