// SPDX-License-Identifier: Apache-2.0
// Tensors and buffers of a TensorFlow Lite file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tflite {
struct Model;
struct SubGraph;
}  // namespace tflite

namespace tyto::convert {

// What makes a variable unusable, but for the operator whose state it is.
inline constexpr const char* variable_fault =
    "is a variable, which keeps its value between runs; accepted: none";

// Reads all tensors of a verified file of `file_bytes` into `graph`. Returns for each what makes it
// unusable, such as "is sparse; ...", or nothing: an error only once an operator uses it.
std::vector<std::string> read_tensors(const tflite::Model& model, const tflite::SubGraph& subgraph,
                                      std::size_t& bytes_left, ir::graph& graph);

}  // namespace tyto::convert
