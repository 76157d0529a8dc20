// SPDX-License-Identifier: Apache-2.0
// The check a device can run at start: the baked network, on an input made on the spot, against the
// output that the converter computed with an implementation of its own.
#pragma once

#include <cstdint>

namespace tyto::graph {

// Element i of the self-test's input: a 32-bit linear congruential generator (Numerical Recipes'
// multiplier and increment), its top byte.
class self_test_input {
 public:
  constexpr std::int8_t next() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<std::int8_t>(static_cast<int>(state_ >> 24) - 128);
  }

 private:
  std::uint32_t state_ = 1;
};

// True when Model's network gives Model::self_test_output. `input` takes input_elements, `output`
// output_elements; both are overwritten.
template <class Model>
constexpr bool self_test(typename Model::network::input_element* input,
                         typename Model::network::output_element* output,
                         typename Model::network::arena& memory) {
  self_test_input values;
  for (int i = 0; i < Model::network::input_elements; ++i)
    input[i] = values.next();
  Model::network::run(input, output, memory);
  for (int i = 0; i < Model::network::output_elements; ++i) {
    if (output[i] != Model::self_test_output[i]) return false;
  }
  return true;
}

}  // namespace tyto::graph
