// SPDX-License-Identifier: Apache-2.0
#include "ds_cnn_s.hpp"

using model = ds_cnn_s::model;

static model::network::arena arena;
static std::int8_t input[model::network::input_elements];
static std::int8_t output[model::network::output_elements];

int main() {
  return tyto::graph::self_test<model>(input, output, arena) ? 0 : 1;
}
