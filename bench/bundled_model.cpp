// SPDX-License-Identifier: Apache-2.0
// The bundled model and nothing else: what `scripts/bench.sh compile` compiles.
#include "ds_cnn_s.hpp"

void run(const std::int8_t* input, std::int8_t* output, ds_cnn_s::network::arena& arena);
void run(const std::int8_t* input, std::int8_t* output, ds_cnn_s::network::arena& arena) {
  ds_cnn_s::network::run(input, output, arena);
}
