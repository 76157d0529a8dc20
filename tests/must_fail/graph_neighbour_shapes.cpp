// SPDX-License-Identifier: Apache-2.0
// expect: Reader reads Producer, whose output is Got, but Reader's spec.input is Needed
// expect: neighbour_shapes<my_pool, my_input, .*dims<4, 5, 2>, .*dims<4, 4, 2> ?>
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 4, 2}};
};
#else
struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 5, 2}};
};
#endif

struct my_pool {
  static constexpr const char* name = "my_pool";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 2}};
};

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_pool>;
static_assert(network::arena_bytes < 1000);
