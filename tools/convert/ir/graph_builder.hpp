// SPDX-License-Identifier: Apache-2.0
// Makes a graph for readers of formats that do not state dimensions. All errors lack the node's
// name, which the reader knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

class graph_builder {
 public:
  // A new activation that no node computes: the network's input.
  int add_input(std::string name, std::vector<int> dims,
                ir::element_type type = ir::element_type::float32);

  // A new constant; `bytes` holds as many as type and dims say.
  int add_constant(std::string name, ir::element_type type, std::vector<int> dims,
                   std::vector<std::uint8_t> bytes, ir::quantization quantized = {});

  // A new node and its output, of the first input's type and quantisation; a quantize's is INT8 and
  // gets `quantized`, a dequantize's is FLOAT32.
  int add_node(ir::operation what, std::string source_name, std::vector<int> inputs,
               std::string output_name, ir::quantization quantized = {});

  // A new view of `input`.
  int add_view(std::string source_name, int input, std::vector<int> dims, std::string output_name);

  // The nodes from number `first` on are what the source's node `number` became.
  void name_nodes(std::size_t first, std::size_t number, const std::string& name);

  [[nodiscard]] const ir::tensor& at(int tensor) const { return graph_.at(tensor); }

  // What the reader sets by itself: front end, labels, notes.
  ir::graph& graph() { return graph_; }

  ir::graph finish(int input, int output);

 private:
  int add_tensor(ir::tensor tensor);
  int finish_node(ir::operation what, std::string source_name, std::vector<int> inputs,
                  ir::tensor output);

  ir::graph graph_;
  std::int64_t constant_bytes_ = 0;
};

// Elements of a tensor; refuses dimensions under 1, too many of them and too many elements.
std::int64_t checked_elements(const std::vector<int>& dims);

// A dimension or another number of a file, which may be of 64 bits.
int checked_dim(std::int64_t value);

}  // namespace tyto::convert
