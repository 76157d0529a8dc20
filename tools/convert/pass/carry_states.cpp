// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_builder.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/pass/state.hpp"

namespace tyto::convert {

namespace {

std::int64_t row_elements(const std::vector<int>& dims) {
  std::int64_t n = 1;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (dims.size() != 4 || axis > 1) n *= dims[axis];
  }
  return n;
}

int rows_of(const std::vector<int>& dims) {
  return dims.size() == 4 ? dims[1] : 1;
}

bool has_one_scale(const ir::tensor& t) {
  return t.quantized.scale.size() == 1 && t.quantized.zero_point.size() == 1;
}

// Whether what `output` gives can be rows of what `input` gets.
bool fits(const ir::tensor& input, const ir::tensor& output) {
  if (input.type != output.type || row_elements(input.dims) != row_elements(output.dims) ||
      rows_of(output.dims) > rows_of(input.dims)) {
    return false;
  }
  if (input.type == ir::element_type::float32) return true;
  return has_one_scale(input) && has_one_scale(output) && same_quantization(input, output);
}

class carrier {
 public:
  carrier(ir::graph& graph, const std::vector<carried_state>& named)
      : graph_(graph), named_(named), inputs_(graph.other_inputs), outputs_{graph.output} {
    outputs_.insert(outputs_.end(), graph.other_outputs.begin(), graph.other_outputs.end());
  }

  void run() {
    for (const carried_state& state : named_)
      carry_named(state);
    for (const int input : std::vector<int>(inputs_))
      carry(input, guessed(input));
    // The first output is the network's; more that carry no state have no place to go.
    for (const int output : graph_.other_outputs) {
      if (std::find(outputs_.begin(), outputs_.end(), output) == outputs_.end()) continue;
      graph_.notes.push_back(fmt::format("output {} is left out; the network's is {}",
                                         describe_tensor(graph_, output),
                                         describe_tensor(graph_, graph_.output)));
    }
    graph_.other_inputs.clear();
    graph_.other_outputs.clear();
  }

 private:
  // The tensor that `text` names or numbers in `tensors`, whose number 0 is `first`.
  int find(const std::string& text, const std::vector<int>& tensors, const char* what) const {
    for (const int t : tensors) {
      if (graph_.at(t).name == text) return t;
    }
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc() && end == text.data() + text.size() && number < tensors.size()) {
      return tensors[number];
    }
    std::vector<std::string> names;
    for (const int t : tensors)
      names.push_back(printable(graph_.at(t).name));
    fail("has no {} \"{}\" to carry state; it has, from 0 on: {}", what, printable(text),
         fmt::join(names, ", "));
  }

  void carry_named(const carried_state& state) {
    std::vector<int> inputs{graph_.input};
    inputs.insert(inputs.end(), graph_.other_inputs.begin(), graph_.other_inputs.end());
    std::vector<int> outputs{graph_.output};
    outputs.insert(outputs.end(), graph_.other_outputs.begin(), graph_.other_outputs.end());
    const int input = find(state.input, inputs, "input");
    const int output = find(state.output, outputs, "output");
    if (!fits(graph_.at(input), graph_.at(output))) {
      fail("state {}={}: {} is {} {}, {} is {} {}; accepted: rows of one type and quantisation",
           printable(state.input), printable(state.output), describe_tensor(graph_, input),
           graph_.at(input).type_name, dimensions(graph_.at(input).dims),
           describe_tensor(graph_, output), graph_.at(output).type_name,
           dimensions(graph_.at(output).dims));
    }
    if (input == graph_.input) {  // the next one is what the caller gives at each run
      if (inputs_.empty()) fail("state {} is its only input", printable(state.input));
      graph_.input = inputs_.front();
      inputs_.front() = input;
    }
    carry(input, output);
  }

  [[nodiscard]] int guessed(int input) const {
    for (const int output : outputs_) {
      if (fits(graph_.at(input), graph_.at(output)) &&
          graph_.at(input).dims == graph_.at(output).dims) {
        return output;
      }
    }
    for (const int output : outputs_) {
      if (fits(graph_.at(input), graph_.at(output))) return output;
    }
    fail(
        "has {} inputs, and no output gives rows of {}, {} {}; accepted: one input, and others "
        "that "
        "carry what an output gave: --state INPUT=OUTPUT names them",
        graph_.other_inputs.size() + 1, describe_tensor(graph_, input), graph_.at(input).type_name,
        dimensions(graph_.at(input).dims));
  }

  void carry(int input, int output) {
    inputs_.erase(std::remove(inputs_.begin(), inputs_.end(), input), inputs_.end());
    outputs_.erase(std::remove(outputs_.begin(), outputs_.end(), output), outputs_.end());
    const std::vector<int> dims = graph_.at(input).dims;
    std::vector<int> kept_dims = graph_.at(output).dims;
    const int kept = rows_of(dims);
    if (kept_dims.size() == 4) kept_dims[1] = kept;
    const int rows = add_tensor_like(graph_, input, kept_dims, " (kept)");
    insert_node(graph_, 0, {ir::view{}, "", {rows}, input});
    insert_node(graph_, 0,
                {ir::history{.kept = kept, .with_new = false}, "", {output, zeros(rows)}, rows});
    graph_.notes.push_back(fmt::format("input {} carries what output {} gave in the run before",
                                       describe_tensor(graph_, input),
                                       describe_tensor(graph_, output)));
  }

  // The bytes that a caller's cleared memory holds before the first run.
  int zeros(int like) {
    ir::tensor t = graph_.at(like);
    const std::size_t bytes = static_cast<std::size_t>(checked_elements(t.dims)) *
                              (t.type == ir::element_type::int8    ? 1
                               : t.type == ir::element_type::int16 ? sizeof(std::int16_t)
                                                                   : sizeof(float));
    t.buffer = static_cast<int>(graph_.buffers.size());
    graph_.buffers.emplace_back(bytes);
    graph_.tensors.push_back(std::move(t));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  ir::graph& graph_;
  const std::vector<carried_state>& named_;
  std::vector<int> inputs_;   // whose state is not known yet
  std::vector<int> outputs_;  // that carry none yet
};

}  // namespace

namespace {

bool is_past(const ir::node& node) {
  const auto* h = std::get_if<ir::history>(&node.what);
  return h != nullptr && !h->with_new;
}

}  // namespace

void move_output_last(ir::graph& graph) {
  std::vector<std::size_t> chain;  // the output's producer, and views behind it
  for (std::size_t at = producer_of(graph, graph.output); at != no_node;
       at = producer_of(graph, graph.nodes[at].inputs[0])) {
    for (const std::size_t reader : readers_of(graph, graph.nodes[at].output)) {
      const bool in_chain = std::find(chain.begin(), chain.end(), reader) != chain.end();
      if (!in_chain && !is_past(graph.nodes[reader])) return;  // others need it before the end
    }
    chain.push_back(at);
    if (!std::holds_alternative<ir::view>(graph.nodes[at].what)) break;
  }
  std::vector<ir::node> moved;
  for (const std::size_t at : chain)
    moved.insert(moved.begin(), graph.nodes[at]);
  std::sort(chain.rbegin(), chain.rend());
  for (const std::size_t at : chain)
    erase_node(graph, at);
  graph.nodes.insert(graph.nodes.end(), moved.begin(), moved.end());
}

void carry_states(ir::graph& graph, const std::vector<carried_state>& named) {
  if (graph.other_inputs.empty() && graph.other_outputs.empty() && named.empty()) return;
  carrier(graph, named).run();
}

}  // namespace tyto::convert
