// SPDX-License-Identifier: Apache-2.0
// Runs the bundled model on the input that its header holds, and says whether its output is the one
// that the header states.
#include <zephyr/kernel.h>

#include <cstdint>

#include "ds_cnn_s.hpp"

using model = ds_cnn_s::model;

static model::network::arena arena;
static std::int8_t input[model::network::input_elements];
static std::int8_t output[model::network::output_elements];

int main() {
  const bool passed = tyto::graph::self_test<model>(input, output, arena);
  printk("tyto %s: self-test %s\n", TYTO_VERSION_STRING, passed ? "passed" : "FAILED");
  return passed ? 0 : 1;
}
