// SPDX-License-Identifier: Apache-2.0
// What makes the layers of tyto/ops of a graph as training frameworks write it: float operations
// are folded into each other, and quantisation that stands between them goes into their tensors.
// For the graphs of read_graphdef() and read_onnx(); each pass keeps the order of the nodes one
// they can run in, and throws `error` with the node's number and name.
#pragma once

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// Views that change nothing (Identity, Dropout, a reshape to the same dimensions), a view that only
// another view or a fully connected layer reads, and a view of the network's input, which then has
// the view's dimensions.
void remove_views(ir::graph& graph);

// A constant added to the channels of a convolution's or a matrix's output becomes its bias.
void fold_bias_add(ir::graph& graph);

// A batch norm behind a convolution or a matrix goes into its weights and bias:
//   w' = w * f, b' = (b - mean) * f + offset, f = scale / sqrt(variance + epsilon)
void fold_batch_norm(ir::graph& graph);

// A batch norm or an added constant that is left becomes a depthwise convolution of one tap.
void scale_to_depthwise(ir::graph& graph);

// An activation behind an operation that can clamp its output becomes part of it.
void fuse_activations(ir::graph& graph);

// A transpose becomes a view where it moves no element; one of the network's input changes that
// input's order of axes (noted); one in front of a fully connected layer reorders that layer's
// weights. Others stay, as layers that move elements.
void remove_transposes(ir::graph& graph);

// QDQ form to int8: an operation whose inputs are all dequantised and whose output is quantised
// works on the stored values. The network's float input and output become int8 where a quantize or
// dequantize stands there, and a softmax behind a dequantize gives int8 (noted).
void fold_qdq(ir::graph& graph);

// All of the above.
void simplify(ir::graph& graph);

}  // namespace tyto::convert
