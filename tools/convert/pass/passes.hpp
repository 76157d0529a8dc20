// SPDX-License-Identifier: Apache-2.0
// What happens to a graph between a reader and lower(), in this order. Each pass throws `error`
// with the operator's number and name.
#pragma once

#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// Nodes stand in an order they can run in: each reads the network's input, constants and outputs of
// nodes before it. One node writes each tensor, some node reads it or it is the network's output.
// Tensors have at most four dimensions, each at least 1, batch 1 at both ends of the network, and
// constants as many bytes as their dimensions say.
void check_graph(const ir::graph& graph);

// A convolution of the batches that a space_to_batch makes, whose inverse puts them back, becomes a
// dilated convolution. For the graphs of read_tflite(), before all others.
void fold_space_to_batch(ir::graph& graph);

// Turns SAME and VALID of every window into explicit pads.
void make_pads_explicit(ir::graph& graph);

// Every output has the dimensions that the operation gives it.
void check_shapes(const ir::graph& graph);

// int8 weights and int32 biases of operations on float activations become float32 (noted).
void dequantize_weights(ir::graph& graph, std::vector<std::string>& notes);

// A float mean over height and width becomes a pool over its whole input.
void mean_to_global_pool(ir::graph& graph);

// Every tensor has the type and the quantisation that the operation asks for: all of an operation
// is int8, weights symmetric, or all is float32; quantize and dequantize stand between the two.
// What is unusual but right is added to `notes`, one line each.
void check_types(const ir::graph& graph, std::vector<std::string>& notes);

// A pad of real zeros in front of convolutions becomes part of their windows: the convolutions read
// what the pad reads. The pad stays, perhaps with nothing that reads it; other readers have it as a
// layer.
void merge_pads(ir::graph& graph);

// All of the above, but for fold_space_to_batch(). Returns notes, one line each.
std::vector<std::string> run_passes(ir::graph& graph);

}  // namespace tyto::convert
