// SPDX-License-Identifier: Apache-2.0
#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

std::int64_t element_bytes(const ir::tensor& t) {
  switch (t.type) {
    case ir::element_type::int8:
    case ir::element_type::uint8:
      return 1;
    case ir::element_type::int16:
      return 2;
    case ir::element_type::int64:
      return 8;
    case ir::element_type::int32:
    case ir::element_type::float32:
    case ir::element_type::other:  // not looked into
      return 4;
  }
  return 4;
}

void check_dims(const ir::graph& graph, int index, const std::string& where) {
  const ir::tensor& t = graph.at(index);
  if (t.dims.size() > limits::rank) {
    fail("{}: {} has {} dimensions; accepted: up to {}", where, describe_tensor(graph, index),
         t.dims.size(), limits::rank);
  }
  std::int64_t elements = 1;
  for (const int dim : t.dims) {
    if (dim < 1) {
      fail("{}: {} is {}; accepted: dimensions of at least 1", where, describe_tensor(graph, index),
           dimensions(t.dims));
    }
    elements *= dim;
    if (elements > limits::tensor_elements) {
      fail("{}: {} is {}; accepted: up to {} elements", where, describe_tensor(graph, index),
           dimensions(t.dims), limits::tensor_elements);
    }
  }
  if (!t.constant() || t.type == ir::element_type::other) return;
  const std::int64_t bytes = elements * element_bytes(t);
  const auto got = static_cast<std::int64_t>(graph.data_of(t).size());
  if (got != bytes) {
    fail("{}: {} is {} {} and needs {} bytes, its buffer has {}", where,
         describe_tensor(graph, index), t.type_name, dimensions(t.dims), bytes, got);
  }
}

void check_batch(const ir::graph& graph, int index, const char* what) {
  const std::vector<int>& dims = graph.at(index).dims;
  const bool rows_first =
      dims.size() == 3 && dims[1] == 1;  // [rows][batch][n] of a recurrent layer
  if (dims.size() > 1 && dims[0] != 1 && !rows_first) {
    fail("the network's {} {} is {}: batch {} is not supported; accepted: batch 1", what,
         describe_tensor(graph, index), dimensions(dims), dims[0]);
  }
}

// Walks the nodes in order and keeps what is known of each tensor.
class walk {
 public:
  explicit walk(const ir::graph& graph)
      : graph_(graph), computed_(graph.tensors.size()), read_(graph.tensors.size()) {}

  void run() {
    if (graph_.nodes.empty()) fail("has no operators; accepted: at least one");
    const ir::tensor& input = graph_.at(graph_.input);
    if (input.constant()) {
      fail("the network's input {} is a constant", describe_tensor(graph_, graph_.input));
    }
    check_dims(graph_, graph_.input, "the network's input");
    check_batch(graph_, graph_.input, "input");
    set(computed_, graph_.input);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      visit(i);
    for (const std::size_t i : later_) {
      const int kept = graph_.nodes[i].inputs[0];
      if (!is_set(computed_, kept)) {
        fail("{}: no operator computes {}, which it keeps", describe(graph_, i),
             describe_tensor(graph_, kept));
      }
    }
    check_outputs();
  }

 private:
  static void set(std::vector<bool>& flags, int i) { flags[static_cast<std::size_t>(i)] = true; }
  static bool is_set(const std::vector<bool>& flags, int i) {
    return flags[static_cast<std::size_t>(i)];
  }

  void visit(std::size_t i) {
    const ir::node& node = graph_.nodes[i];
    const std::string where = describe(graph_, i);
    for (const int input : node.inputs) {
      if (input == ir::absent) continue;
      check_dims(graph_, input, where);
      set(read_, input);
      // What only earlier runs gave may be computed later in this one.
      const auto* past = std::get_if<ir::history>(&node.what);
      if (past != nullptr && !past->with_new && input == node.inputs[0]) {
        later_.push_back(i);
      } else if (!graph_.at(input).constant() && !is_set(computed_, input)) {
        fail("{}: it reads {}, which no operator before it computes", where,
             describe_tensor(graph_, input));
      }
    }
    check_dims(graph_, node.output, where);
    if (graph_.at(node.output).constant()) fail("{}: its output is a constant", where);
    if (is_set(computed_, node.output)) {
      fail("{}: it writes {}, which {}", where, describe_tensor(graph_, node.output),
           node.output == graph_.input ? "is the network's input" : "another operator writes too");
    }
    set(computed_, node.output);
  }

  void check_outputs() const {
    if (graph_.output == graph_.input || !is_set(computed_, graph_.output)) {
      fail("no operator computes the network's output, {}", describe_tensor(graph_, graph_.output));
    }
    check_batch(graph_, graph_.output, "output");
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const int output = graph_.nodes[i].output;
      if (output != graph_.output && !is_set(read_, output)) {
        fail("{}: nothing reads its output; accepted: operators that the network's output needs",
             describe(graph_, i));
      }
    }
  }

  const ir::graph& graph_;
  std::vector<bool> computed_;
  std::vector<bool> read_;
  std::vector<std::size_t> later_;  // nodes that read what earlier runs gave
};

}  // namespace

void check_graph(const ir::graph& graph) {
  walk(graph).run();
}

}  // namespace tyto::convert
