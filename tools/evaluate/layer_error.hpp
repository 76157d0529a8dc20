// SPDX-License-Identifier: Apache-2.0
// What int8 does to each layer, held against the float network it was made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "convert/ir/ir.hpp"
#include "convert/run/executor.hpp"

namespace tyto::evaluate {

struct layer_error {
  std::string name;
  // Signal to noise in decibels: 10 log10(sum x^2 / sum (x - y)^2), x in float, y in int8; infinity
  // where they are the same.
  double snr = 0.0;      // with the error that its inputs already have
  double own_snr = 0.0;  // of this layer alone: its inputs are the float network's, quantised
  // Values of the float network that int8 cannot reach.
  std::int64_t saturated = 0;
  std::int64_t values = 0;
};

// One for each int8 layer, in the order they run. `graph` is what the quantised network was lowered
// from; its tensors have the indices that they have in the float one.
std::vector<layer_error> layer_errors(const convert::executor& float_network,
                                      const convert::executor& quantized_network,
                                      const convert::ir::graph& graph,
                                      const std::vector<std::vector<float>>& features);

// The layer that hurts most: the one with the least own_snr, errors.size() if there is none.
std::size_t worst_layer(const std::vector<layer_error>& errors);

}  // namespace tyto::evaluate
