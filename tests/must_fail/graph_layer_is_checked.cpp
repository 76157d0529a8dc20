// SPDX-License-Identifier: Apache-2.0
// expect: layer's output shape is Got
// expect: output_shape<my_pool, .*dims<1, 1, 3>, .*dims<1, 1, 2> ?>
// The network asks for what the operator checks, before a kernel does.
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 4, 2}};
};

#ifdef TYTO_MUST_COMPILE
struct my_pool {
  static constexpr const char* name = "my_pool";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 2}};
};
#else
struct my_pool {
  static constexpr const char* name = "my_pool";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 3}};
};
#endif

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_pool>;
static_assert(network::arena_bytes < 1000);
