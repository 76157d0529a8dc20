// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/pass/state.hpp"

namespace tyto::convert {

namespace {

// The nodes that read or assign a variable, in the order they run.
template <class Access>
std::vector<std::size_t> accesses(const ir::graph& graph, int variable) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto* access = std::get_if<Access>(&graph.nodes[i].what);
    if (access != nullptr && access->variable == variable) found.push_back(i);
  }
  return found;
}

void check_initial(const ir::graph& graph, std::size_t reader, int initial) {
  if (initial == ir::absent) return;
  const ir::tensor& t = graph.at(graph.nodes[reader].output);
  const ir::tensor& first = graph.at(initial);
  if (first.dims != t.dims || first.type != t.type) {
    fail("{}: the variable starts as {} {}, what is read is {} {}; accepted: the same",
         describe(graph, reader), first.type_name, dimensions(first.dims), t.type_name,
         dimensions(t.dims));
  }
}

// One variable: what its first reader reads becomes the history of what is assigned.
void to_history(ir::graph& graph, int variable) {
  const std::vector<std::size_t> reads = accesses<ir::read_variable>(graph, variable);
  const std::vector<std::size_t> writes = accesses<ir::assign_variable>(graph, variable);
  if (reads.empty()) return;  // what nobody reads need not be kept
  const std::size_t reader = reads.front();
  const int initial = graph.variables[static_cast<std::size_t>(variable)].initial;
  if (writes.size() != 1) {
    fail("{}: its variable \"{}\" is assigned {} times a run; accepted: once",
         describe(graph, reader),
         printable(graph.variables[static_cast<std::size_t>(variable)].name), writes.size());
  }
  check_initial(graph, reader, initial);
  const int assigned = graph.nodes[writes[0]].inputs[0];
  const int value = graph.nodes[reader].output;
  for (const std::size_t other : reads) {
    // What is read behind the assignment is what has been assigned.
    if (other != reader) {
      replace_reads(graph, graph.nodes[other].output, other > writes[0] ? assigned : value);
    }
  }
  if (reader > writes[0]) return replace_reads(graph, value, assigned);
  if (graph.at(assigned).constant()) {
    fail("{}: a constant is assigned to its variable; accepted: what the network computes",
         describe(graph, writes[0]));
  }
  const std::vector<int>& dims = graph.at(value).dims;
  ir::node& node = graph.nodes[reader];
  node.what = ir::history{.kept = dims.size() == 4 ? dims[1] : 1, .with_new = false};
  node.inputs = {assigned, initial};
}

template <class... Operations>
void erase_all(ir::graph& graph) {
  const auto is_one = [](const ir::node& node) {
    return (std::holds_alternative<Operations>(node.what) || ...);
  };
  graph.nodes.erase(std::remove_if(graph.nodes.begin(), graph.nodes.end(), is_one),
                    graph.nodes.end());
}

}  // namespace

void variables_to_history(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.variables.size(); ++i)
    to_history(graph, static_cast<int>(i));
  erase_all<ir::read_variable, ir::assign_variable>(graph);
  graph.variables.clear();
}

}  // namespace tyto::convert
