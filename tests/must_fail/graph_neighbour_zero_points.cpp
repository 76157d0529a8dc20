// SPDX-License-Identifier: Apache-2.0
// expect: Reader reads Producer, whose stored zero point is Got, but Reader's input zero point is
// Needed; cure: expect: neighbour_zero_points<my_float, my_pool, 3, 4> A pool has no zero point of
// its own: it hands on its input's.
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{
      .output = {4, 4, 2}, .quantized = {.scale = 0.5F, .zero_point = 3}};
};

struct my_pool {
  static constexpr const char* name = "my_pool";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {4, 4, 2},
                                                                    .output = {1, 1, 2}};
};

struct my_float {
  static constexpr const char* name = "my_float";
  using inputs = tyto::graph::from<my_pool>;
  static constexpr tyto::ops::dequantize spec{.input = {1, 1, 2},
                                              .output = {1, 1, 2},
#ifdef TYTO_MUST_COMPILE
                                              .from = {.scale = 0.5F, .zero_point = 3}};
#else
                                               .from = {.scale = 0.5F, .zero_point = 4}};
#endif
};

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_pool, my_float>;
static_assert(network::arena_bytes < 1000);
