// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/graph_builder.hpp"

#include <type_traits>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/infer_shape.hpp"
#include "convert/ir/limits.hpp"

namespace tyto::convert {

namespace {

// A reader may make some copies of what the file holds, in other orders of axes.
constexpr std::int64_t most_constant_bytes = 4 * limits::constant_bytes;

const char* type_name(ir::element_type type) {
  switch (type) {
    case ir::element_type::int8:
      return "INT8";
    case ir::element_type::int16:
      return "INT16";
    case ir::element_type::int64:
      return "INT64";
    case ir::element_type::int32:
      return "INT32";
    case ir::element_type::uint8:
      return "UINT8";
    case ir::element_type::float32:
      return "FLOAT32";
    case ir::element_type::other:
      break;
  }
  return "other";
}

}  // namespace

int checked_dim(std::int64_t value) {
  if (value < 1 || value > limits::tensor_elements) {
    fail("a dimension is {}; accepted: 1 to {}", value, limits::tensor_elements);
  }
  return static_cast<int>(value);
}

std::int64_t checked_elements(const std::vector<int>& dims) {
  if (dims.size() > limits::rank) {
    fail("a tensor has {} dimensions; accepted: up to {}", dims.size(), limits::rank);
  }
  std::int64_t elements = 1;
  for (const int dim : dims) {
    elements *= checked_dim(dim);
    if (elements > limits::tensor_elements) {
      fail("a tensor is {}; accepted: up to {} elements", dimensions(dims),
           limits::tensor_elements);
    }
  }
  return elements;
}

int graph_builder::add_tensor(ir::tensor tensor) {
  if (graph_.tensors.size() >= limits::tensors) {
    fail("the network has more than {} tensors", limits::tensors);
  }
  checked_elements(tensor.dims);
  tensor.type_name = type_name(tensor.type);
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph_.tensors.size()) - 1;
}

int graph_builder::add_input(std::string name, std::vector<int> dims, ir::element_type type) {
  ir::tensor t;
  t.name = std::move(name);
  t.type = type;
  t.dims = std::move(dims);
  return add_tensor(std::move(t));
}

int graph_builder::add_constant(std::string name, ir::element_type type, std::vector<int> dims,
                                std::vector<std::uint8_t> bytes, ir::quantization quantized) {
  constant_bytes_ += static_cast<std::int64_t>(bytes.size());
  if (constant_bytes_ > most_constant_bytes) {
    fail("up to here the network has {} bytes of constants; accepted: up to {}", constant_bytes_,
         most_constant_bytes);
  }
  ir::tensor t;
  t.name = std::move(name);
  t.type = type;
  t.dims = std::move(dims);
  t.quantized = std::move(quantized);
  t.buffer = static_cast<int>(graph_.buffers.size());
  const int tensor = add_tensor(std::move(t));
  graph_.buffers.push_back(std::move(bytes));
  return tensor;
}

int graph_builder::finish_node(ir::operation what, std::string source_name, std::vector<int> inputs,
                               ir::tensor output) {
  if (graph_.nodes.size() >= limits::source_nodes) {
    fail("the network has more than {} nodes", limits::source_nodes);
  }
  ir::node node;
  node.number = static_cast<int>(graph_.nodes.size());  // unless the reader knows better
  node.what = std::move(what);
  node.source_name = std::move(source_name);
  node.inputs = std::move(inputs);
  node.output = add_tensor(std::move(output));
  graph_.nodes.push_back(std::move(node));
  return graph_.nodes.back().output;
}

int graph_builder::add_node(ir::operation what, std::string source_name, std::vector<int> inputs,
                            std::string output_name, ir::quantization quantized) {
  dims_list input_dims;
  for (const int input : inputs) {
    input_dims.push_back(input == ir::absent ? std::vector<int>{} : at(input).dims);
  }
  ir::tensor out;
  out.name = std::move(output_name);
  out.dims = output_dims(what, input_dims);
  out.type = at(inputs.at(0)).type;
  if (std::holds_alternative<ir::quantize>(what)) out.type = ir::element_type::int8;
  if (std::holds_alternative<ir::dequantize>(what)) out.type = ir::element_type::float32;
  if (out.type == ir::element_type::int8) {
    if (quantized.scale.empty()) quantized = at(inputs[0]).quantized;
    out.quantized = std::move(quantized);
  }
  return finish_node(std::move(what), std::move(source_name), std::move(inputs), std::move(out));
}

int graph_builder::add_view(std::string source_name, int input, std::vector<int> dims,
                            std::string output_name) {
  if (checked_elements(dims) != checked_elements(at(input).dims)) {
    fail("it makes {} of {}, which has another number of elements", dimensions(dims),
         dimensions(at(input).dims));
  }
  ir::tensor out = at(input);
  out.name = std::move(output_name);
  out.dims = std::move(dims);
  return finish_node(ir::view{}, std::move(source_name), {input}, std::move(out));
}

void graph_builder::name_nodes(std::size_t first, std::size_t number, const std::string& name) {
  for (std::size_t i = first; i < graph_.nodes.size(); ++i) {
    graph_.nodes[i].number = static_cast<int>(number);
    graph_.nodes[i].node_name = name;
  }
}

ir::graph graph_builder::finish(int input, int output) {
  graph_.input = input;
  graph_.output = output;
  return std::move(graph_);
}

}  // namespace tyto::convert
