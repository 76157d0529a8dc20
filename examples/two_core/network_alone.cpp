// SPDX-License-Identifier: Apache-2.0
// The network without a front end or a detector, for its size: runs its self-test.
#include <cstdint>

#include "boards/board.hpp"
#include "ds_cnn_s.hpp"
#include "report.hpp"

namespace {

using model = ds_cnn_s::model;
using network = model::network;

static_assert(network::arena_bytes <= 9728, "the arena's budget: 9.5 KB");

network::arena arena;
std::int8_t input[network::input_elements];
std::int8_t output[network::output_elements];

}  // namespace

int program() {
  if (!tyto::graph::self_test<model>(input, output, arena)) {
    board::say("network alone: fails its self-test");
    return 1;
  }
  two_core::text_line line;
  line.add("network alone: arena ").add(std::int64_t{network::arena_bytes});
  line.add(" bytes, stack ").add(static_cast<std::int64_t>(board::stack_bytes_used()));
  board::say(line.add(" bytes").view());
  return 0;
}
