// SPDX-License-Identifier: Apache-2.0
// The pass from a float graph to int8.
#pragma once

#include "convert/ir/ir.hpp"
#include "convert/quantize/calibrate.hpp"
#include "convert/quantize/scheme.hpp"

namespace tyto::convert {

// Throws `error` unless every activation of the graph is float32.
void check_is_float(const ir::graph& graph);

// A float graph of read_model() as `how` says; `ranges` holds the network's input and the output of
// every node that computes one. Tensors keep their indices. What comes out has passed check_types,
// and is ready for lower().
ir::graph quantize_graph(ir::graph graph, const scheme& how, const tensor_ranges& ranges);

}  // namespace tyto::convert
