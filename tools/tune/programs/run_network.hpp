// SPDX-License-Identifier: Apache-2.0
// What measures a whole network: a line as of run_candidates.hpp, whose layer is "network".
#pragma once

#include "tune/programs/run_candidates.hpp"

namespace tyto::tune {

template <class Model>
typename Model::network::arena arena_of_network;

template <class Model>
void run_whole(const std::int8_t* input, std::int8_t* output) {
  Model::network::run(input, output, arena_of_network<Model>);
}

// Returns the program's exit status.
template <class Model>
int run_network() {
  using network = typename Model::network;
  static buffer input(network::input_elements);
  static buffer output(network::output_elements);
  if (!graph::self_test<Model>(input.data(), output.data(), arena_of_network<Model>)) {
    std::fprintf(stderr, "the network does not pass its self-test\n");
    return 1;
  }
  if constexpr (TYTO_TUNE_COUNT) {
    run_in_region<1>([] {});
    run_in_region<2>([] { run_whole<Model>(input.data(), output.data()); });
    print_region("network", "default", 2);
  } else {
    const double ns = measure({run_whole<Model>}, input.data(), output.data()).front();
    std::printf("{\"layer\": \"network\", \"choices\": \"default\", \"ns\": %.1f}\n", ns);
  }
  return 0;
}

}  // namespace tyto::tune
