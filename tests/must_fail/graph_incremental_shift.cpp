// SPDX-License-Identifier: Apache-2.0
// expect: incremental network's window moves by Shift rows, needed 1 to its height .Height.; cure:
// expect: incremental_shift<.*, 5, 4>
#include "tyto/graph/incremental.hpp"
#include "tyto/ops/max_pool.hpp"

struct input {
  static constexpr const char* name = "input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 1, 1},
                                                                .quantized = {}};
};
struct pool {
  static constexpr const char* name = "pool";
  using inputs = tyto::graph::from<input>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {4, 1, 1}, .output = {3, 1, 1}, .window = {{2, 1}, {1, 1}, {}}};
};
using network = tyto::graph::network<tyto::arch::scalar, input, pool>;

#ifdef TYTO_MUST_COMPILE
tyto::graph::incremental<network, 4> kept;
#else
tyto::graph::incremental<network, 5> kept;
#endif
