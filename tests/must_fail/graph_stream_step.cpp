// SPDX-License-Identifier: Apache-2.0
// expect: a stream's step has Rows rows, needed 1 to the window's Height
// expect: stream_step<.*, 7, 6>
#include "tyto/graph/stream.hpp"
#include "tyto/ops/max_pool.hpp"

#ifdef TYTO_MUST_COMPILE
inline constexpr int rows_a_step = 6;
#else
inline constexpr int rows_a_step = 7;
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
      .input = {6, 1, 1}, .output = {5, 1, 1}, .window = {{2, 1}, {1, 1}, {}}};
};
using network = tyto::graph::network<tyto::arch::scalar, input, pool>;

tyto::graph::stream<network, rows_a_step> ears;
