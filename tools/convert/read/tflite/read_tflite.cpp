// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/read_tflite.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/tflite/operation.hpp"
#include "convert/read/tflite/tensors.hpp"
#include "convert/read/tflite/vector.hpp"

namespace tyto::convert {

namespace {

const tflite::Model& verified_model(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t smallest = 8;  // an offset and the identifier
  if (bytes.size() < smallest) {
    fail("has {} bytes, too few for a TensorFlow Lite model", bytes.size());
  }
  if (!tflite::ModelBufferHasIdentifier(bytes.data())) {
    fail("is no TensorFlow Lite model: bytes 4 to 7 are not \"TFL3\"");
  }
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (!tflite::VerifyModelBuffer(verifier)) {
    fail("is damaged or cut short: its {} bytes do not hold all that its tables point to",
         bytes.size());
  }
  return *tflite::GetModel(bytes.data());
}

const tflite::SubGraph& only_subgraph(const tflite::Model& model) {
  if (model.version() != 3) fail("has schema version {}; accepted: 3", model.version());
  const int subgraphs = count(model.subgraphs());
  if (subgraphs != 1) fail("has {} subgraphs; accepted: 1", subgraphs);
  return *element(model.subgraphs(), 0);
}

// Reads the one subgraph. Every index of the file is checked before it is followed.
class reader {
 public:
  reader(const tflite::Model& model, std::size_t file_bytes)
      : model_(model),
        subgraph_(only_subgraph(model)),
        faults_(read_tensors(model, subgraph_, file_bytes, graph_)) {}

  ir::graph read() {
    graph_.input = only(subgraph_.inputs(), "input");
    graph_.output = only(subgraph_.outputs(), "output");
    const int operators = count(subgraph_.operators());
    if (operators > limits::operators) {
      fail("has {} operators; accepted: up to {}", operators, limits::operators);
    }
    for (int i = 0; i < operators; ++i)
      read_operator(*element(subgraph_.operators(), i));
    return std::move(graph_);
  }

 private:
  // Of the file; a reader adds some of its own.
  bool is_tensor(int i) const { return i >= 0 && static_cast<std::size_t>(i) < faults_.size(); }

  int only(const flatbuffers::Vector<std::int32_t>* tensors, const char* what) const {
    if (count(tensors) != 1) fail("has {} {}s; accepted: 1", count(tensors), what);
    const int tensor = element(tensors, 0);
    if (!is_tensor(tensor)) {
      fail("names tensor {} as its {}, of {}", tensor, what, graph_.tensors.size());
    }
    return tensor;
  }

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, graph_.nodes.size() - 1),
         fmt::format(format, std::forward<Args>(args)...));
  }

  void read_operator(const tflite::Operator& source) {
    ir::node& node = graph_.nodes.emplace_back();
    const int code = operator_code(source, node);
    read_operands(source, node);
    if (computes_a_shape(source, code)) {
      graph_.nodes.pop_back();
      return;
    }
    read_operation(source, code, faults_, graph_);
  }

  // Whether all that an operator gives are integers that follow from dimensions: what SHAPE gives,
  // and what is computed of that and of constants. Only reshapes read them, and the file states
  // what they make.
  bool computes_a_shape(const tflite::Operator& source, int code) {
    bool is_one = code == tflite::BuiltinOperator_SHAPE;
    if (!is_one) {
      is_one = count(source.inputs()) > 0;
      for (int i = 0; i < count(source.inputs()); ++i) {
        const int input = element(source.inputs(), i);
        is_one = is_one && input != ir::absent &&
                 (graph_.at(input).constant() || shapes_.count(input) != 0);
      }
      const std::string& type = graph_.at(element(source.outputs(), 0)).type_name;
      is_one = is_one && (type == "INT32" || type == "INT64");
    }
    for (int i = 0; i < count(source.outputs()) && is_one; ++i)
      shapes_.insert(element(source.outputs(), i));
    return is_one;
  }

  int operator_code(const tflite::Operator& source, ir::node& node) const {
    node.source_name = "unknown";
    const std::uint32_t index = source.opcode_index();
    if (index >= static_cast<std::uint32_t>(count(model_.operator_codes()))) {
      refuse("names operator code {}, of {}", index, count(model_.operator_codes()));
    }
    const tflite::OperatorCode& code = *element(model_.operator_codes(), static_cast<int>(index));
    // Numbers above 127 have only the newer field; older files have only the older one.
    const int number = std::max(static_cast<int>(code.deprecated_builtin_code()),
                                static_cast<int>(code.builtin_code()));
    const auto builtin = static_cast<tflite::BuiltinOperator>(number);
    node.source_name = tflite::EnumNameBuiltinOperator(builtin);
    if (node.source_name.empty()) node.source_name = fmt::format("operator code {}", number);
    if (builtin == tflite::BuiltinOperator_CUSTOM && code.custom_code() != nullptr) {
      node.source_name += fmt::format(" {}", printable(code.custom_code()->string_view()));
    }
    return number;
  }

  void read_operands(const tflite::Operator& source, ir::node& node) const {
    const int outputs = count(source.outputs());
    if (outputs > 0) {
      const int output = element(source.outputs(), 0);
      if (!is_tensor(output)) refuse("writes tensor {}, of {}", output, faults_.size());
      node.output = output;
    }
    if (outputs != 1 && !may_have_outputs(node)) refuse("has {} outputs; accepted: 1", outputs);
    for (int i = 1; i < outputs; ++i) {
      if (!is_tensor(element(source.outputs(), i))) {
        refuse("writes tensor {}, of {}", element(source.outputs(), i), faults_.size());
      }
    }
    for (int i = 0; i < count(source.inputs()); ++i) {
      const int input = element(source.inputs(), i);
      if (input != ir::absent && !is_tensor(input)) {
        refuse("reads tensor {}, of {}", input, faults_.size());
      }
      node.inputs.push_back(input);
    }
  }

  static bool may_have_outputs(const ir::node& node) {
    return node.output != ir::absent &&
           (node.source_name == "SPLIT" || node.source_name == "SPLIT_V" ||
            node.source_name == "UNPACK");
  }

  const tflite::Model& model_;
  const tflite::SubGraph& subgraph_;
  ir::graph graph_;
  std::vector<std::string> faults_;
  std::set<int> shapes_;  // tensors that computes_a_shape() has found
};

}  // namespace

ir::graph read_tflite(std::span<const std::uint8_t> bytes) {
  return reader(verified_model(bytes), bytes.size()).read();
}

}  // namespace tyto::convert
