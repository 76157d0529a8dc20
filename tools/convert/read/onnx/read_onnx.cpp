// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/read_onnx.hpp"

#include <map>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/ir/topological_order.hpp"
#include "convert/read/onnx/metadata.hpp"
#include "convert/read/onnx/operation.hpp"
#include "convert/read/onnx/wire.hpp"

namespace tyto::convert {

namespace {

constexpr std::int64_t oldest_opset = 7;
constexpr std::int64_t newest_opset = 21;

onnx::ModelProto parsed(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) fail("is empty; accepted: an ONNX model");
  check_wire(bytes, onnx_model_message, limits::message_bytes);
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    fail("is no ONNX model, or damaged");
  }
  if (!model.has_graph()) fail("is no ONNX model: it holds no graph");
  if (model.graph().node_size() == 0) fail("has no nodes; accepted: at least one");
  if (model.graph().node_size() > limits::tensors) {
    fail("has {} nodes; accepted: up to {}", model.graph().node_size(), limits::tensors);
  }
  return model;
}

std::int64_t opset_of(const onnx::ModelProto& model) {
  for (const onnx::OperatorSetIdProto& set : model.opset_import()) {
    if (!set.domain().empty() && set.domain() != "ai.onnx") continue;
    if (set.version() < oldest_opset || set.version() > newest_opset) {
      fail("is of ONNX's operator set {}; accepted: {} to {}", set.version(), oldest_opset,
           newest_opset);
    }
    return set.version();
  }
  fail("names no version of ONNX's operator set; accepted: {} to {}", oldest_opset, newest_opset);
}

class reader {
 public:
  reader(const onnx::ModelProto& model, const input_shapes& shapes)
      : source_(model.graph()), opset_(opset_of(model)), shapes_(shapes), inputs_(size()) {}

  ir::graph read() {
    for (const onnx::TensorProto& tensor : source_.initializer())
      name_initializer(tensor);
    add_network_input();
    for (std::size_t i = 0; i < size(); ++i)
      at_node(i, [&] { name_outputs(i); });
    for (std::size_t i = 0; i < size(); ++i)
      at_node(i, [&] { find_inputs(i); });
    const std::string& output = first_output().name();
    const std::size_t last = index_of_.at(output);
    const auto order = topological_order(inputs_, last);
    if (!order) fail("its nodes form a cycle; accepted: a graph without loops");
    for (const std::size_t i : *order) {
      const std::size_t before = builder_.graph().nodes.size();
      at_node(i, [&] { read_node(i); });
      builder_.name_nodes(before, i, name_of(node(i)));
    }
    return finish(output);
  }

 private:
  [[nodiscard]] std::size_t outputs(std::size_t i) const {
    return static_cast<std::size_t>(node(i).output_size());
  }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(source_.node_size()); }
  [[nodiscard]] const onnx::NodeProto& node(std::size_t i) const {
    return source_.node(static_cast<int>(i));
  }

  static const std::string& name_of(const onnx::NodeProto& n) {
    return n.name().empty() && n.output_size() > 0 ? n.output(0) : n.name();
  }

  // Runs `f`; an error in it gets the node's name in front.
  template <class F>
  void at_node(std::size_t i, F f) const {
    const onnx::NodeProto& n = node(i);
    try {
      f();
    } catch (const error& e) {
      fail("node {} ({} \"{}\"): {}", i, printable(n.op_type()), printable(name_of(n)), e.what());
    }
  }

  void name_initializer(const onnx::TensorProto& tensor) {
    if (!initializers_.try_emplace(tensor.name(), &tensor).second) {
      fail("two constants are called \"{}\"", printable(tensor.name()));
    }
  }

  // The graph's inputs, of which old files have one for each constant too.
  void add_network_input() {
    const onnx::ValueInfoProto* found = nullptr;
    for (const onnx::ValueInfoProto& input : source_.input()) {
      if (initializers_.contains(input.name())) continue;
      if (found != nullptr) {
        fail("has more than one input, \"{}\" and \"{}\" among them; accepted: one",
             printable(found->name()), printable(input.name()));
      }
      found = &input;
    }
    if (found == nullptr) fail("has no input; accepted: one");
    const onnx::TypeProto& type = found->type();
    const int element = type.tensor_type().elem_type();
    if (!type.has_tensor_type() ||
        (element != onnx::TensorProto::FLOAT && element != onnx::TensorProto::INT8)) {
      fail("its input \"{}\" has element type {}; accepted: FLOAT or INT8",
           printable(found->name()), element);
    }
    check_shapes_used(shapes_, found->name());
    onnx_value value;
    value.dims = input_dims(*found);
    value.order = identity_order(value.dims.size());
    input_ = builder_.add_input(
        found->name(), value.dims,
        element == onnx::TensorProto::INT8 ? ir::element_type::int8 : ir::element_type::float32);
    value.tensor = input_;
    named_.emplace(found->name(), std::move(value));
  }

  [[nodiscard]] std::vector<int> input_dims(const onnx::ValueInfoProto& input) const {
    const onnx::TypeProto::Tensor& type = input.type().tensor_type();
    const std::vector<int>* const given = shape_given(shapes_, input.name());
    if (!type.has_shape()) {
      if (given != nullptr) return *given;
      fail(
          "its input \"{0}\" has no shape; accepted: fixed dimensions, but for the batch, or "
          "--shape {0}=1x49x10",
          printable(input.name()));
    }
    if (given != nullptr && given->size() != static_cast<std::size_t>(type.shape().dim_size())) {
      fail("its input \"{}\" has {} dimensions, the shape given {}", printable(input.name()),
           type.shape().dim_size(), dimensions(*given));
    }
    std::vector<int> dims;
    for (const auto& dim : type.shape().dim()) {
      if (given != nullptr) {
        const int wanted = (*given)[dims.size()];
        if (dim.has_dim_value() && dim.dim_value() > 0 && dim.dim_value() != wanted) {
          fail("its input \"{}\" has {} in dimension {}, the shape given {}",
               printable(input.name()), dim.dim_value(), dims.size(), dimensions(*given));
        }
        dims.push_back(checked_dim(wanted));
      } else if (dim.has_dim_value() && dim.dim_value() > 0) {
        dims.push_back(checked_dim(dim.dim_value()));
      } else if (dims.empty()) {
        dims.push_back(1);  // a batch of any size: we run one at a time
      } else {
        fail(
            "its input \"{0}\" has a dynamic shape: dimension {1} is not known; accepted: fixed "
            "dimensions, but for the batch, or those of --shape {0}=1x49x10",
            printable(input.name()), dims.size());
      }
    }
    return dims;
  }

  void name_outputs(std::size_t i) {
    if (node(i).output_size() == 0) fail("it has no output");
    for (int k = 0; k < node(i).output_size(); ++k) {
      const std::string& name = node(i).output(k);
      if (name.empty()) continue;
      const bool known = named_.contains(name) || initializers_.contains(name);
      if (known || !index_of_.try_emplace(name, i).second) {
        fail("its output \"{}\" is written elsewhere too", printable(name));
      }
    }
  }

  void find_inputs(std::size_t i) {
    for (const std::string& name : node(i).input()) {
      if (name.empty() || named_.contains(name) || initializers_.contains(name)) continue;
      const auto found = index_of_.find(name);
      if (found == index_of_.end()) {
        fail("it reads \"{}\", which nothing computes", printable(name));
      }
      inputs_[i].push_back(found->second);
    }
  }

  // The first is the network's, others are left out.
  const onnx::ValueInfoProto& first_output() {
    if (source_.output_size() < 1) fail("has 0 outputs; accepted: at least one");
    const onnx::ValueInfoProto& output = source_.output(0);
    if (!index_of_.contains(output.name())) {
      fail("no node computes the graph's output, \"{}\"", printable(output.name()));
    }
    for (int i = 1; i < source_.output_size(); ++i) {
      builder_.graph().notes.push_back(
          fmt::format("output \"{}\" is left out; the network's is "
                      "\"{}\"",
                      printable(source_.output(i).name()), printable(output.name())));
    }
    return output;
  }

  onnx_value value_of(const std::string& name) {
    if (name.empty()) return {};
    if (const auto found = named_.find(name); found != named_.end()) return found->second;
    if (index_of_.contains(name)) {
      fail("it reads \"{}\"; accepted: a node's first output", printable(name));
    }
    const auto initializer = initializers_.find(name);
    if (initializer == initializers_.end()) {
      fail("it reads \"{}\", which nothing computes", printable(name));
    }
    onnx_value value;
    value.constant = read_onnx_tensor(*initializer->second);
    value.dims = value.constant->dims;
    value.order = identity_order(value.dims.size());
    count(value);
    named_.emplace(name, value);
    return value;
  }

  // Constants made of others count as well, so that a small file cannot ask for much memory.
  void count(const onnx_value& value) {
    if (value.constant == nullptr) return;
    constant_bytes_ += static_cast<std::int64_t>(value.constant->bytes.size());
    if (constant_bytes_ > limits::message_bytes) {
      fail("up to here the constants, and what is made of them, take {} bytes; accepted: up to {}",
           constant_bytes_, limits::message_bytes);
    }
  }

  void read_node(std::size_t i) {
    std::vector<onnx_value> inputs;
    for (const std::string& name : node(i).input())
      inputs.push_back(value_of(name));
    std::vector<onnx_value> values = read_onnx_node(node(i), inputs, opset_, builder_);
    for (std::size_t k = 0; k < values.size() && k < outputs(i); ++k) {
      if (values[k].tensor == ir::absent && values[k].constant == nullptr) continue;
      count(values[k]);
      named_.insert_or_assign(node(i).output(static_cast<int>(k)), std::move(values[k]));
    }
  }

  ir::graph finish(const std::string& output) {
    if (!named_.contains(output)) {
      fail("its output \"{}\" is not its node's first; accepted: a node's first output",
           printable(output));
    }
    const onnx_value& value = named_.at(output);
    if (value.constant != nullptr) fail("the network's output is a constant");
    if (!moves_nothing(value.dims, value.order)) {
      builder_.graph().notes.push_back(
          fmt::format("the network gives its output as {} ({}); the file has it as {}",
                      dimensions(builder_.at(value.tensor).dims), order_of_axes(value.order),
                      dimensions(value.dims)));
    }
    ir::graph graph = builder_.finish(input_, without_batch(value.tensor, output));
    remove_unread(graph);
    return graph;
  }

  // What stands in front of other axes is rows, not a batch: of what a recurrent layer gives.
  int without_batch(int tensor, const std::string& name) {
    std::vector<int> dims = builder_.at(tensor).dims;
    if (dims.size() < 2 || dims[0] == 1) return tensor;
    if (dims.size() == 4) {
      dims[1] *= dims[0];
      dims[0] = 1;
    } else {
      dims.insert(dims.begin(), 1);
    }
    return builder_.add_view("", tensor, dims, name);
  }

  const onnx::GraphProto& source_;
  std::int64_t opset_;
  const input_shapes& shapes_;
  std::map<std::string_view, const onnx::TensorProto*> initializers_;
  std::map<std::string_view, std::size_t> index_of_;  // of the node that writes a value
  std::vector<std::vector<std::size_t>> inputs_;      // nodes
  std::map<std::string, onnx_value> named_;           // what is known of values so far
  std::int64_t constant_bytes_ = 0;
  graph_builder builder_;
  int input_ = ir::absent;
};

}  // namespace

ir::graph read_onnx(std::span<const std::uint8_t> bytes, const input_shapes& shapes) {
  const onnx::ModelProto model = parsed(bytes);
  ir::graph graph = reader(model, shapes).read();
  read_onnx_metadata(model, graph);
  return graph;
}

}  // namespace tyto::convert
