// SPDX-License-Identifier: Apache-2.0
// expect: a step brings Layer Rows rows, no whole number of its Stride; cure: a multiple of
// expect: stream_rows<.*pool.*, 3, 2>
#include "tyto/graph/stream.hpp"
#include "tyto/ops/max_pool.hpp"

#ifdef TYTO_MUST_COMPILE
inline constexpr int rows_a_step = 2;
#else
inline constexpr int rows_a_step = 3;
#endif

struct input {
  static constexpr const char* name = "input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {6, 1, 1},
                                                                .quantized = {}};
};
struct pool {
  static constexpr const char* name = "pool";
  using inputs = tyto::graph::from<input>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {6, 1, 1}, .output = {3, 1, 1}, .window = {{2, 1}, {2, 1}, {}}};
};
using network = tyto::graph::network<tyto::arch::scalar, input, pool>;

tyto::graph::stream<network, rows_a_step> ears;
