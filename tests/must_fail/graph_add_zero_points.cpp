// SPDX-License-Identifier: Apache-2.0
// expect: Reader reads Producer, whose stored zero point is Got, but Reader's input zero point is
// Needed; cure: expect: neighbour_zero_points<my_sum, my_second, -7, 5> The second input is checked
// against the second zero point.
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"

struct my_input {
  static constexpr const char* name = "my_input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{
      .output = {4, 4, 2}, .quantized = {.scale = 0.5F, .zero_point = -7}};
};

struct my_first {
  static constexpr const char* name = "my_first";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {4, 4, 2}, .output = {4, 4, 2}, .window = {{1, 1}, {1, 1}, {}}};
};

struct my_second {
  static constexpr const char* name = "my_second";
  using inputs = tyto::graph::from<my_input>;
  static constexpr tyto::ops::max_pool<std::int8_t> spec{
      .input = {4, 4, 2}, .output = {4, 4, 2}, .window = {{1, 1}, {1, 1}, {}}};
};

struct my_sum {
  static constexpr const char* name = "my_sum";
  using inputs = tyto::graph::from<my_first, my_second>;
  static constexpr auto spec =
#ifdef TYTO_MUST_COMPILE
      tyto::ops::make_add({4, 4, 2}, {0.5F, -7}, {0.5F, -7}, {1.0F, 0});
#else
      tyto::ops::make_add({4, 4, 2}, {0.5F, -7}, {0.5F, 5}, {1.0F, 0});
#endif
};

using network = tyto::graph::network<tyto::arch::scalar, my_input, my_first, my_second, my_sum>;
static_assert(network::arena_bytes < 1000);
