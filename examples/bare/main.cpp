// SPDX-License-Identifier: Apache-2.0
// The bundled detector without an operating system: proof that it needs nothing but memcpy and
// friends. Returns 0 when the network passes its self-test and silence holds no keyword.
#include <cstdint>

#include "ds_cnn_s.hpp"

using model = ds_cnn_s::model;

static_assert(model::network::arena_bytes <= 9500, "the arena's budget on this board");

namespace {

model::network::arena arena;
std::int8_t input[model::network::input_elements];
std::int8_t output[model::network::output_elements];

}  // namespace

extern "C" int main() {
  if (!tyto::graph::self_test<model>(input, output, arena)) return 1;

  tyto::kws::detector<model> ears;
  constexpr std::int16_t silence[tyto::kws::detector<model>::sample_rate / 100] = {};
  int heard = 0;
  for (int i = 0; i < 200; ++i) {
    ears.push(silence, [&](const tyto::kws::event&) { ++heard; });
  }
  return heard == 0 ? 0 : 2;
}
