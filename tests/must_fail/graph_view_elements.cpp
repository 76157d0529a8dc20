// SPDX-License-Identifier: Apache-2.0
// expect: Reader reads a view of Producer, whose output has Got elements, but Reader's spec.input
// has Needed; cure: expect: view_elements<my_pool, my_input, 40, 32>
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {1, 1, 32}};
};
#else
struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {1, 1, 40}};
};
#endif

struct my_pool {
  static constexpr const char* name = "my_pool";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 2}};
  static constexpr bool reads_view = true;
};

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_pool>;
static_assert(network::arena_bytes < 1000);
