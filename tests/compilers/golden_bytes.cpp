// SPDX-License-Identifier: Apache-2.0
// What scripts/compilers.sh compiles: the bundled network on its self-test's input. The exit status
// is 0 when each byte is the golden one.
#include <cstdint>

#include "ds_cnn_s.hpp"

namespace {

using model = ds_cnn_s::model;

model::network::arena arena;
std::int8_t input[model::network::input_elements];
std::int8_t output[model::network::output_elements];

}  // namespace

extern "C" int golden_bytes() {
  tyto::graph::self_test_input values;
  for (std::int8_t& x : input)
    x = values.next();
  model::network::run(input, output, arena);
  for (int i = 0; i < model::network::output_elements; ++i) {
    if (output[i] != model::self_test_output[i]) return 1;
  }
  return 0;
}

// Where there is no operating system start.cpp calls it: `main` is a name like any other there.
#if __STDC_HOSTED__
int main() {
  return golden_bytes();
}
#endif
