// SPDX-License-Identifier: Apache-2.0
// expect: is not int8, but incremental runs are for int8 alone.*cure: network::run
// expect: incremental_int8<.*, false>
#include "tyto/graph/incremental.hpp"
#include "tyto/ops/max_pool.hpp"

#ifdef TYTO_MUST_COMPILE
using element = std::int8_t;
#else
using element = float;
#endif

struct input {
  static constexpr const char* name = "input";
  static constexpr tyto::graph::network_input<element> spec{.output = {4, 1, 1}, .quantized = {}};
};
struct pool {
  static constexpr const char* name = "pool";
  using inputs = tyto::graph::from<input>;
  static constexpr tyto::ops::max_pool<element> spec{
      .input = {4, 1, 1}, .output = {3, 1, 1}, .window = {{2, 1}, {1, 1}, {}}};
};
using network = tyto::graph::network<tyto::arch::scalar, input, pool>;

tyto::graph::incremental<network, 1> kept;
