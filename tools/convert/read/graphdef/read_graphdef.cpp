// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/read_graphdef.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/graph_builder.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/topological_order.hpp"
#include "convert/read/graphdef/constant.hpp"
#include "convert/read/graphdef/fold_integers.hpp"
#include "convert/read/graphdef/loop_layers.hpp"
#include "convert/read/graphdef/operation.hpp"
#include "convert/read/wire_budget.hpp"

namespace tyto::convert {

namespace {

constexpr std::size_t text_bytes = 48;  // of a std::string that is a message's field

constexpr wire_field dim_fields[] = {{1, 0, nullptr}};
constexpr wire_message dim_message{dim_fields};
constexpr wire_field shape_fields[] = {{2, sizeof(graphdef::Shape::Dim) + 32, &dim_message}};
constexpr wire_message shape_message{shape_fields};
constexpr wire_field tensor_fields[] = {{2, sizeof(graphdef::Shape) + 32, &shape_message},
                                        {4, text_bytes, nullptr},
                                        {5, 16, nullptr, 2},
                                        {7, 16, nullptr, 8},
                                        {10, 16, nullptr, 16}};
constexpr wire_message tensor_message{tensor_fields};
constexpr wire_field list_fields[] = {{3, 16, nullptr, 16}};
constexpr wire_message list_message{list_fields};
constexpr wire_field value_fields[] = {{1, sizeof(graphdef::AttrValue::List) + 32, &list_message},
                                       {2, text_bytes, nullptr},
                                       {7, sizeof(graphdef::Shape) + 32, &shape_message},
                                       {8, sizeof(graphdef::Tensor) + 32, &tensor_message}};
constexpr wire_message value_message{value_fields};
constexpr wire_field attr_fields[] = {{1, text_bytes, nullptr},
                                      {2, sizeof(graphdef::AttrValue) + 32, &value_message}};
constexpr wire_message attr_message{attr_fields};
constexpr wire_field node_fields[] = {{1, text_bytes, nullptr},
                                      {2, text_bytes, nullptr},
                                      {3, text_bytes, nullptr},
                                      {5, sizeof(graphdef::Node::Attr) + 32, &attr_message}};
constexpr wire_message node_message{node_fields};
constexpr wire_field graph_fields[] = {{1, sizeof(graphdef::Node) + 32, &node_message}};
constexpr wire_message graph_message{graph_fields};

graphdef::Graph parsed(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) fail("is empty; accepted: a TensorFlow GraphDef");
  check_wire(bytes, graph_message, limits::message_bytes);
  graphdef::Graph graph;
  if (!graph.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    fail("is no TensorFlow GraphDef, or damaged");
  }
  if (graph.node_size() == 0) fail("is no TensorFlow GraphDef: it holds no nodes");
  if (graph.node_size() > limits::tensors) {
    fail("has {} nodes; accepted: up to {}", graph.node_size(), limits::tensors);
  }
  return graph;
}

class reader {
 public:
  explicit reader(const graphdef::Graph& source) : source_(source), inputs_(size()) {}

  ir::graph read() {
    for (std::size_t i = 0; i < size(); ++i)
      name_node(i);
    for (std::size_t i = 0; i < size(); ++i)
      at_node(i, [&] { find_inputs(i); });
    const std::size_t output = only_output();
    take_loops();
    const auto order = topological_order(inputs_, output);
    if (!order) fail("its nodes form a cycle; accepted: a graph without loops");
    for (const std::size_t i : *order) {
      const std::size_t before = builder_.graph().nodes.size();
      const auto loop = loop_of_exit_.find(i);
      if (loop == loop_of_exit_.end()) {
        at_node(i, [&] { read_node(i); });
      } else if (!values_.contains(i)) {
        read_graphdef_loop(loops_[loop->second], source_, edges_, builder_, values_);
      }
      builder_.name_nodes(before, i, node(i).name());
    }
    return finish(output);
  }

 private:
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(source_.node_size()); }
  [[nodiscard]] const graphdef::Node& node(std::size_t i) const {
    return source_.node(static_cast<int>(i));
  }

  // Runs `f`; an error in it gets the node's name in front.
  template <class F>
  void at_node(std::size_t i, F f) const {
    try {
      f();
    } catch (const error& e) {
      fail("{}: {}", describe_node(source_, i), e.what());
    }
  }

  void name_node(std::size_t i) {
    const auto [other, is_new] = index_of_.try_emplace(node(i).name(), i);
    if (!is_new) {
      fail("nodes {} and {} are both called \"{}\"", other->second, i, printable(node(i).name()));
    }
  }

  void find_inputs(std::size_t i) {
    for (const graphdef_reference& input : data_inputs(node(i))) {
      const auto found = index_of_.find(input.name);
      if (found == index_of_.end()) {
        fail("it reads \"{}\", and no node is called so", printable(input.name));
      }
      inputs_[i].push_back(found->second);
    }
  }

  // An Exit then reads what its loop reads from outside, and no node of the loop is needed by
  // itself.
  void take_loops() {
    edges_ = inputs_;
    loops_ = find_loops(source_, edges_);
    for (std::size_t loop = 0; loop < loops_.size(); ++loop) {
      for (const graphdef_loop::variable& v : loops_[loop].variables) {
        for (const std::size_t exit : v.exits) {
          loop_of_exit_[exit] = loop;
          inputs_[exit] = loops_[loop].reads;
        }
      }
    }
  }

  // The one node that computes something and that no other reads.
  [[nodiscard]] std::size_t only_output() const {
    std::vector<bool> read(size(), false);
    for (const auto& inputs : inputs_) {
      for (const std::size_t input : inputs)
        read[input] = true;
    }
    std::vector<std::size_t> outputs;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!read[i] && !inputs_[i].empty()) outputs.push_back(i);
    }
    if (outputs.empty()) fail("no node is the network's output: each is read by another");
    if (outputs.size() > 1) {
      fail("{} nodes that no other reads, \"{}\" and \"{}\" among them; accepted: one output",
           outputs.size(), printable(node(outputs[0]).name()), printable(node(outputs[1]).name()));
    }
    return outputs[0];
  }

  void read_node(std::size_t i) {
    const std::vector<graphdef_value> inputs = values_of_inputs(i);
    if (const auto* folded = folded_constant(i, inputs)) {
      values_[i].constant = folded;
      return;
    }
    values_[i] = read_graphdef_node(node(i), inputs, builder_, input_);
  }

  [[nodiscard]] std::vector<graphdef_value> values_of_inputs(std::size_t i) const {
    std::vector<graphdef_value> values;
    for (const graphdef_reference& r : data_inputs(node(i))) {
      graphdef_value value = values_.at(inputs_[i][values.size()]);
      // Second outputs: the sample rate that DecodeWav finds in its file, the state of an array.
      if (r.output == "1" && value.kind == graphdef_value::array) {
        values.push_back(value);
        continue;
      }
      if (r.output == "1" && value.kind == graphdef_value::audio) {
        value.kind = graphdef_value::sample_rate;
      } else if (r.output != "0") {
        fail("it reads \"{}:{}\"; accepted: a node's first output", printable(r.name),
             printable(r.output));
      }
      values.push_back(value);
    }
    return values;
  }

  // What an operation on constants alone computes, kept here; nullptr for other nodes.
  const graphdef::Tensor* folded_constant(std::size_t i,
                                          const std::vector<graphdef_value>& inputs) {
    graphdef::Tensor result;
    if (auto computed = fold_integers(node(i), inputs, builder_)) {
      result = std::move(*computed);
    } else {
      std::vector<const graphdef::Tensor*> constants;
      for (const graphdef_value& value : inputs) {
        if (value.constant == nullptr) return nullptr;
        constants.push_back(value.constant);
      }
      if (!fold_constants(node(i).op(), constants, result)) return nullptr;
    }
    folded_bytes_ += static_cast<std::int64_t>(result.ByteSizeLong());
    if (folded_bytes_ > limits::constant_bytes) {
      fail("up to here constants make {} bytes of others; accepted: up to {}", folded_bytes_,
           limits::constant_bytes);
    }
    return &folded_.emplace_back(std::move(result));
  }

  ir::graph finish(std::size_t output) {
    const graphdef_value& value = values_[output];
    if (value.kind != graphdef_value::activation) {
      at_node(output, [] { fail("it is the network's output, and computes no features' tensor"); });
    }
    if (input_ == ir::absent) {
      fail("has no input; accepted: one Placeholder, or DecodeWav and Mfcc behind it");
    }
    return builder_.finish(input_, value.tensor);
  }

  const graphdef::Graph& source_;
  std::map<std::string_view, std::size_t> index_of_;
  std::vector<std::vector<std::size_t>> inputs_;  // nodes, control inputs left out
  std::vector<std::vector<std::size_t>> edges_;   // the same, as the file has them
  std::vector<graphdef_loop> loops_;
  std::map<std::size_t, std::size_t> loop_of_exit_;
  std::map<std::size_t, graphdef_value> values_;
  std::deque<graphdef::Tensor> folded_;
  std::int64_t folded_bytes_ = 0;
  graph_builder builder_;
  int input_ = ir::absent;
};

}  // namespace

namespace {

graphdef::Shape* shape_of(graphdef::Node& placeholder) {
  for (graphdef::Node::Attr& attribute : *placeholder.mutable_attr()) {
    if (attribute.key() == "shape") return attribute.mutable_value()->mutable_shape();
  }
  graphdef::Node::Attr& added = *placeholder.add_attr();
  added.set_key("shape");
  added.mutable_value()->mutable_shape()->set_unknown_rank(true);
  return added.mutable_value()->mutable_shape();
}

// Gives a Placeholder the shape that is stated for it.
void set_shapes(graphdef::Graph& graph, const input_shapes& shapes) {
  for (const input_shape& shape : shapes) {
    graphdef::Node* found = nullptr;
    for (graphdef::Node& node : *graph.mutable_node()) {
      if (node.op() == "Placeholder" && node.name() == shape.input) found = &node;
    }
    if (found == nullptr) {
      fail("has no Placeholder \"{}\", whose shape is given", printable(shape.input));
    }
    graphdef::Shape& to = *shape_of(*found);
    const bool open = to.unknown_rank() || to.dim_size() == 0;
    if (!open && to.dim_size() != static_cast<int>(shape.dims.size())) {
      fail("its Placeholder \"{}\" has {} dimensions, the shape given {}", printable(shape.input),
           to.dim_size(), dimensions(shape.dims));
    }
    for (int i = 0; !open && i < to.dim_size(); ++i) {
      const int given = shape.dims[static_cast<std::size_t>(i)];
      if (to.dim(i).size() >= 0 && to.dim(i).size() != given) {
        fail("its Placeholder \"{}\" has {} in dimension {}, the shape given {}",
             printable(shape.input), to.dim(i).size(), i, dimensions(shape.dims));
      }
    }
    to.clear_unknown_rank();
    to.clear_dim();
    for (const int dim : shape.dims)
      to.add_dim()->set_size(dim);
  }
}

}  // namespace

ir::graph read_graphdef(std::span<const std::uint8_t> bytes, const input_shapes& shapes) {
  graphdef::Graph graph = parsed(bytes);
  set_shapes(graph, shapes);
  return reader(graph).read();
}

}  // namespace tyto::convert
