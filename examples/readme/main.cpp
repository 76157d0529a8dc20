// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>

#include "ds_cnn_stream.hpp"  // the model, baked: weights, labels, front end

static tyto::kws::detector<ds_cnn_stream::model> ears;  // all the RAM it will ever use
static_assert(sizeof(ears) <= 16 * 1024);

int main() {
  std::int16_t samples[160];  // 10 ms at 16 kHz, from a microphone's DMA or, here, standard input
  while (const std::size_t n = std::fread(samples, 2, 160, stdin))
    ears.push({samples, n}, [](const tyto::kws::event& heard) {
      std::printf("%s %.2f\n", heard.name, heard.score);
    });
}
