// SPDX-License-Identifier: Apache-2.0
// expect: no layer reads Layer, and it is not the network's last; cure:
// expect: is_read<my_largest, false>
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 4, 2}};
};

struct my_largest {
  static constexpr const char* name = "my_largest";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {4, 4, 2}, .output = {4, 4, 2}, .window = {{1, 1}, {1, 1}, {}}};
};

struct my_pool {
  static constexpr const char* name = "my_pool";
#ifdef TYTO_MUST_COMPILE
  using inputs = tyto::graph::from<my_largest>;
#else
  using inputs = tyto::graph::from<my_input>;
#endif
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 2}};
};

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_largest, my_pool>;
static_assert(network::arena_bytes < 1000);
