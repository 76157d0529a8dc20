// SPDX-License-Identifier: Apache-2.0
// expect: rows Begin to End are not all there in X; cure: 0 <= Begin < End <= height
#include "tyto/graph/stream.hpp"
#include "tyto/ops/max_pool.hpp"

#ifdef TYTO_MUST_COMPILE
inline constexpr int begin = 1;
#else
inline constexpr int begin = 2;
#endif

struct input {
  static constexpr const char* name = "input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {1, 1, 1},
                                                                .quantized = {}};
};
struct pool {
  static constexpr const char* name = "pool";
  using inputs =
      tyto::graph::from<tyto::graph::rows<tyto::graph::history<input, 2>, begin, begin + 2>>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {2, 1, 1}, .output = {1, 1, 1}, .window = {{2, 1}, {1, 1}, {}}};
};

tyto::graph::stream<tyto::graph::steps<tyto::arch::scalar, input, pool>> ears;
