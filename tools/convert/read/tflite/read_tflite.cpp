// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/read_tflite.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/float16.hpp"
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
  const tflite::Model& model = *tflite::GetModel(bytes.data());
  if (model.version() != 3) fail("has schema version {}; accepted: 3", model.version());
  if (count(model.subgraphs()) == 0) fail("has 0 subgraphs; accepted: at least 1");
  return model;
}

// One subgraph: its tensors' numbers in the graph, and the variables that its resources stand for.
struct scope {
  const tflite::SubGraph& source;
  std::vector<int> tensors;
  std::map<int, int> resources;  // by the graph's tensor
};

// Reads the first subgraph, and from it the one that initialises its variables and those that a
// constant condition chooses. Every index of the file is checked before it is followed.
class reader {
 public:
  reader(const tflite::Model& model, std::size_t file_bytes)
      : model_(model), bytes_left_(copies * file_bytes) {}

  ir::graph read() {
    scope main = enter(0);
    std::vector<int> inputs = ends(main, main.source.inputs(), "input");
    const std::vector<int> outputs = ends(main, main.source.outputs(), "output");
    read_operators(main);
    graph_.input = inputs.front();
    graph_.other_inputs.assign(inputs.begin() + 1, inputs.end());
    // An operator may have made another tensor of an output: that of the chosen subgraph.
    graph_.output = main.tensors[static_cast<std::size_t>(outputs.front())];
    for (std::size_t i = 1; i < outputs.size(); ++i) {
      graph_.other_outputs.push_back(main.tensors[static_cast<std::size_t>(outputs[i])]);
    }
    return std::move(graph_);
  }

 private:
  static constexpr std::size_t copies = 4;  // of the file's bytes that reading it may make
  static constexpr int deepest = 8;         // subgraphs in subgraphs

  [[nodiscard]] const tflite::SubGraph& subgraph(int index) const {
    if (index < 0 || index >= count(model_.subgraphs())) {
      fail("names subgraph {}, of {}", index, count(model_.subgraphs()));
    }
    return *element(model_.subgraphs(), index);
  }

  scope enter(int index) {
    scope s{subgraph(index), {}, {}};
    const std::size_t first = graph_.tensors.size();
    faults_.resize(first);  // readers of operations add tensors of their own
    for (std::string& fault : read_tensors(model_, s.source, bytes_left_, graph_)) {
      faults_.push_back(std::move(fault));
    }
    if (graph_.tensors.size() > limits::tensors) {
      fail("has {} tensors in its subgraphs; accepted: up to {}", graph_.tensors.size(),
           limits::tensors);
    }
    for (std::size_t i = first; i < graph_.tensors.size(); ++i)
      s.tensors.push_back(static_cast<int>(i));
    return s;
  }

  static bool is_tensor(const scope& s, int i) {
    return i >= 0 && static_cast<std::size_t>(i) < s.tensors.size();
  }

  // Numbers in the subgraph.
  static std::vector<int> ends(const scope& s, const flatbuffers::Vector<std::int32_t>* tensors,
                               const char* what) {
    if (count(tensors) == 0) fail("has 0 {}s; accepted: at least 1", what);
    std::vector<int> all;
    for (int i = 0; i < count(tensors); ++i) {
      const int tensor = element(tensors, i);
      if (!is_tensor(s, tensor)) {
        fail("names tensor {} as its {}, of {}", tensor, what, s.tensors.size());
      }
      all.push_back(tensor);
    }
    return all;
  }

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, graph_.nodes.size() - 1),
         fmt::format(format, std::forward<Args>(args)...));
  }

  void read_operators(scope& s) {
    operators_ += count(s.source.operators());
    if (operators_ > limits::operators) {
      fail("has {} operators; accepted: up to {}", operators_, limits::operators);
    }
    for (int i = 0; i < count(s.source.operators()); ++i) {
      const std::size_t before = graph_.nodes.size();
      read_operator(s, *element(s.source.operators(), i), i);
      for (std::size_t k = before; k < graph_.nodes.size(); ++k) {
        if (graph_.nodes[k].number == ir::absent) graph_.nodes[k].number = i;
      }
    }
  }

  void read_operator(scope& s, const tflite::Operator& source, int number) {
    ir::node& node = graph_.nodes.emplace_back();
    node.number = number;
    const int code = operator_code(source, node);
    const std::vector<int> outputs = read_operands(s, source, node);
    switch (code) {
      case tflite::BuiltinOperator_CALL_ONCE:
        return call_once(source);
      case tflite::BuiltinOperator_VAR_HANDLE:
        return name_variable(s, source, only(outputs));
      case tflite::BuiltinOperator_READ_VARIABLE:
        static_cast<void>(only(outputs));
        return read_variable(s);
      case tflite::BuiltinOperator_ASSIGN_VARIABLE:
        return assign_variable(s);
      case tflite::BuiltinOperator_IF:
        return choose(s, source);
      case tflite::BuiltinOperator_DEQUANTIZE:
        if (is_real_constant(outputs)) return graph_.nodes.pop_back();
        break;
      default:
        break;
    }
    if (computes_a_shape(outputs, code)) {
      graph_.nodes.pop_back();
      return;
    }
    if (!may_have_outputs(node)) static_cast<void>(only(outputs));
    read_operation(source, code, outputs, faults_, graph_);
  }

  // Whether a DEQUANTIZE reads a constant: its output becomes one.
  bool is_real_constant(const std::vector<int>& outputs) {
    if (node().inputs.size() != 1 || node().inputs[0] == ir::absent || outputs.size() != 1)
      return false;
    const ir::tensor& from = graph_.at(node().inputs[0]);
    if (!from.constant() || !faults_[static_cast<std::size_t>(node().inputs[0])].empty())
      return false;
    std::vector<double> values;
    const std::vector<std::uint8_t>& bytes = graph_.data_of(from);
    if (bytes.size() > bytes_left_)
      fail("is damaged: its tables hold many times the bytes of the file");
    bytes_left_ -= bytes.size();
    if (from.type_name == "FLOAT16") {
      for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2)
        values.push_back(float_of_half(static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8)));
    } else if (has_real_values(from)) {
      values = real_values(graph_, from);
    } else {
      return false;
    }
    const int made = add_constant(graph_, graph_.at(outputs[0]).name, {}, values);
    graph_.tensors[static_cast<std::size_t>(outputs[0])].buffer = graph_.at(made).buffer;
    graph_.tensors.pop_back();
    return true;
  }

  // Whether all that an operator gives are integers that follow from dimensions: what SHAPE gives,
  // and what is computed of that and of constants. Only reshapes read them, and the file states
  // what they make.
  bool computes_a_shape(const std::vector<int>& outputs, int code) {
    bool is_one = code == tflite::BuiltinOperator_SHAPE && !outputs.empty();
    if (!is_one && !outputs.empty()) {
      is_one = !node().inputs.empty();
      for (const int input : node().inputs) {
        is_one = is_one && input != ir::absent &&
                 (graph_.at(input).constant() || shapes_.count(input) != 0);
      }
      const std::string& type = graph_.at(outputs[0]).type_name;
      is_one = is_one && (type == "INT32" || type == "INT64");
    }
    if (is_one) shapes_.insert(outputs.begin(), outputs.end());
    return is_one;
  }

  static bool may_have_outputs(const ir::node& node) {
    return node.output != ir::absent &&
           (node.source_name == "SPLIT" || node.source_name == "SPLIT_V" ||
            node.source_name == "UNPACK");
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

  // The node's inputs and, as its output, the first of those returned.
  std::vector<int> read_operands(const scope& s, const tflite::Operator& source,
                                 ir::node& node) const {
    std::vector<int> outputs;
    for (int i = 0; i < count(source.outputs()); ++i) {
      const int output = element(source.outputs(), i);
      if (!is_tensor(s, output)) refuse("writes tensor {}, of {}", output, s.tensors.size());
      outputs.push_back(s.tensors[static_cast<std::size_t>(output)]);
      node.output = outputs[0];
    }
    for (int i = 0; i < count(source.inputs()); ++i) {
      const int input = element(source.inputs(), i);
      if (input != ir::absent && !is_tensor(s, input)) {
        refuse("reads tensor {}, of {}", input, s.tensors.size());
      }
      node.inputs.push_back(input == ir::absent ? ir::absent
                                                : s.tensors[static_cast<std::size_t>(input)]);
    }
    return outputs;
  }

  [[nodiscard]] int only(const std::vector<int>& outputs) const {
    if (outputs.size() != 1) refuse("has {} outputs; accepted: 1", outputs.size());
    return outputs[0];
  }

  ir::node& node() { return graph_.nodes.back(); }

  void needs_inputs(std::size_t n) {
    const auto& inputs = node().inputs;
    if (inputs.size() != n || std::count(inputs.begin(), inputs.end(), ir::absent) > 0) {
      refuse("has {} inputs; accepted: {}", inputs.size(), n);
    }
  }

  template <class Options>
  [[nodiscard]] const Options& options(const tflite::Operator& source) const {
    const auto* found = source.template builtin_options_as<Options>();
    if (found == nullptr) refuse("its options are missing or of another operator");
    return *found;
  }

  // ---- variables

  // The subgraph gives variables the values that they have before the first run.
  void call_once(const tflite::Operator& source) {
    const int index = options<tflite::CallOnceOptions>(source).init_subgraph_index();
    graph_.nodes.pop_back();
    if (index == 0) fail("calls its first subgraph from itself");
    scope s = enter(index);
    for (int i = 0; i < count(s.source.operators()); ++i) {
      const tflite::Operator& operation = *element(s.source.operators(), i);
      ir::node& made = graph_.nodes.emplace_back();
      made.number = i;
      const int code = operator_code(operation, made);
      const std::vector<int> outputs = read_operands(s, operation, made);
      if (code == tflite::BuiltinOperator_VAR_HANDLE) {
        name_variable(s, operation, only(outputs));
      } else if (code == tflite::BuiltinOperator_ASSIGN_VARIABLE) {
        initialise(s);
      } else {
        refuse("it computes what a variable starts with; accepted: constants");
      }
    }
  }

  void initialise(const scope& s) {
    needs_inputs(2);
    const int variable = variable_of(s, node().inputs[0]);
    const int value = node().inputs[1];
    if (!graph_.at(value).constant()) {
      refuse("it starts a variable with what is computed; accepted: a constant");
    }
    graph_.variables[static_cast<std::size_t>(variable)].initial = value;
    graph_.nodes.pop_back();
  }

  void name_variable(scope& s, const tflite::Operator& source, int resource) {
    const auto& o = options<tflite::VarHandleOptions>(source);
    const auto text = [](const flatbuffers::String* t) { return t == nullptr ? "" : t->str(); };
    const std::string name = text(o.container()) + "/" + text(o.shared_name());
    const auto [known, is_new] =
        variables_.try_emplace(name, static_cast<int>(graph_.variables.size()));
    if (is_new) graph_.variables.push_back({text(o.shared_name()), ir::absent});
    s.resources[resource] = known->second;
    graph_.nodes.pop_back();
  }

  [[nodiscard]] int variable_of(const scope& s, int resource) const {
    const auto found = s.resources.find(resource);
    if (found == s.resources.end()) {
      refuse("{} is no variable that a VAR_HANDLE before it names",
             describe_tensor(graph_, resource));
    }
    return found->second;
  }

  void check_tensor(int tensor) const {
    const std::string& fault = faults_[static_cast<std::size_t>(tensor)];
    if (!fault.empty()) refuse("{} {}", describe_tensor(graph_, tensor), fault);
  }

  void read_variable(const scope& s) {
    needs_inputs(1);
    check_tensor(node().output);
    node().what = ir::read_variable{variable_of(s, node().inputs[0])};
    node().inputs.clear();
  }

  void assign_variable(const scope& s) {
    needs_inputs(2);
    check_tensor(node().inputs[1]);
    if (node().output != ir::absent) refuse("has an output; accepted: none");
    node().what = ir::assign_variable{variable_of(s, node().inputs[0])};
    node().inputs.erase(node().inputs.begin());
  }

  // ---- a condition

  // The operators of the subgraph that a constant condition chooses take the place of the IF.
  void choose(scope& outer, const tflite::Operator& source) {
    const auto& o = options<tflite::IfOptions>(source);
    if (node().inputs.empty() || node().inputs[0] == ir::absent) refuse("its condition is missing");
    const ir::tensor& condition = graph_.at(node().inputs[0]);
    if (!condition.constant() || condition.type_name != "BOOL" ||
        graph_.data_of(condition).size() != 1) {
      refuse("its condition {} is computed at run time; accepted: a constant of type BOOL",
             describe_tensor(graph_, node().inputs[0]));
    }
    const bool yes = graph_.data_of(condition)[0] != 0;
    const std::vector<int> given(node().inputs.begin() + 1, node().inputs.end());
    if (++depth_ > deepest)
      refuse("it stands in {} subgraphs; accepted: up to {}", depth_, deepest);
    scope s = enter(yes ? o.then_subgraph_index() : o.else_subgraph_index());
    if (count(s.source.inputs()) != static_cast<int>(given.size()) ||
        count(s.source.outputs()) != count(source.outputs())) {
      refuse("its subgraph has {} inputs and {} outputs; accepted: its own number of both",
             count(s.source.inputs()), count(s.source.outputs()));
    }
    graph_.nodes.pop_back();
    if (!given.empty()) {
      const std::vector<int> inputs = ends(s, s.source.inputs(), "input");
      for (std::size_t i = 0; i < given.size(); ++i)
        s.tensors[static_cast<std::size_t>(inputs[i])] = given[i];
    }
    s.resources = outer.resources;
    const std::vector<int> outputs = ends(s, s.source.outputs(), "output");
    read_operators(s);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const int replaced = element(source.outputs(), static_cast<int>(i));
      outer.tensors[static_cast<std::size_t>(replaced)] =
          s.tensors[static_cast<std::size_t>(outputs[i])];
    }
    --depth_;
  }

  const tflite::Model& model_;
  std::size_t bytes_left_;
  ir::graph graph_;
  std::vector<std::string> faults_;       // of the graph's tensors
  std::map<std::string, int> variables_;  // by container and name
  std::set<int> shapes_;                  // tensors that computes_a_shape() has found
  int operators_ = 0;
  int depth_ = 0;
};

}  // namespace

ir::graph read_tflite(std::span<const std::uint8_t> bytes) {
  return reader(verified_model(bytes), bytes.size()).read();
}

}  // namespace tyto::convert
