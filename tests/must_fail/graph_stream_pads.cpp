// SPDX-License-Identifier: Apache-2.0
// expect: Layer pads its rows .*cannot stream; cure: a model without padding in time
// expect: stream_pads<.*pool.*, 1, 0>
#include "tyto/graph/stream.hpp"
#include "tyto/ops/max_pool.hpp"

#ifdef TYTO_MUST_COMPILE
inline constexpr int top = 0;
#else
inline constexpr int top = 1;
#endif

struct input {
  static constexpr const char* name = "input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {4, 1, 1},
                                                                .quantized = {}};
};
struct pool {
  static constexpr const char* name = "pool";
  using inputs = tyto::graph::from<input>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {4, 1, 1}, .output = {3 + top, 1, 1}, .window = {{2, 1}, {1, 1}, {top, 0, 0, 0}}};
};
using network = tyto::graph::network<tyto::arch::scalar, input, pool>;

tyto::graph::stream<network, 1> ears;
