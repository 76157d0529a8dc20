// SPDX-License-Identifier: Apache-2.0
// tyto-compilers: one inference of the bundled network on its self-test's input, region 1 of the
// instruction counter (tools/tcg_count), for scripts/compilers_cost.sh. Prints the region, as all
// that are counted there do; fails unless each byte is the golden one.
#include <cstdint>
#include <cstdio>

#include "ds_cnn_s.hpp"
#include "tcg_count/marker.hpp"

namespace {

using model = ds_cnn_s::model;

model::network::arena arena;
std::int8_t input[model::network::input_elements];
std::int8_t output[model::network::output_elements];

}  // namespace

int main() {
  tyto::graph::self_test_input values;
  for (std::int8_t& x : input)
    x = values.next();
  TYTO_TCG_REGION(1);
  model::network::run(input, output, arena);
  TYTO_TCG_REGION(0);
  for (int i = 0; i < model::network::output_elements; ++i) {
    if (output[i] != model::self_test_output[i]) {
      std::fprintf(stderr, "tyto-compilers: output %d is %d, not %d\n", i, output[i],
                   model::self_test_output[i]);
      return 1;
    }
  }
  std::puts("1");
  return 0;
}
