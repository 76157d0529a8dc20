// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdint>

#include "ds_cnn_s.hpp"
#include "support/random.hpp"
#include "tyto/arch/cortex_m/all.hpp"

TEST_CASE("cortex_m: the bundled network equals the definition") {
  using network = ds_cnn_s::network_on<tyto::arch::cortex_m>;
  using definition = ds_cnn_s::network_on<tyto::arch::scalar>;
  static_assert(network::arena_bytes <= 9728);
  static network::arena arena;
  static definition::arena definition_arena;
  tyto::test::random r(11);
  for (int run = 0; run < 5; ++run) {
    std::int8_t input[network::input_elements];
    for (std::int8_t& x : input)
      x = r.byte();
    std::int8_t got[network::output_elements];
    std::int8_t wanted[network::output_elements];
    network::run(input, got, arena);
    definition::run(input, wanted, definition_arena);
    for (int i = 0; i < network::output_elements; ++i)
      CHECK(got[i] == wanted[i]);
  }
}
