// SPDX-License-Identifier: Apache-2.0
// The range of every tensor that a float model computes, over inputs that are like those it will
// see.
#pragma once

#include <map>
#include <vector>

#include "convert/ir/ir.hpp"
#include "convert/quantize/range.hpp"

namespace tyto::convert {

using network_inputs = std::vector<std::vector<float>>;

// By the tensor's index in the graph: the network's input, and each layer's output.
using tensor_ranges = std::map<int, range>;

// Runs the model over all inputs, each of which has as many elements as the network's input.
tensor_ranges calibrate(const ir::graph& float_graph, const network_inputs& inputs,
                        const range_rule& rule);

}  // namespace tyto::convert
