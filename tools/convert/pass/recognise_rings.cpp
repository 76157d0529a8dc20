// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/pass/state.hpp"

namespace tyto::convert {

namespace {

constexpr int row_axis = 1;

int rows_of(const ir::tensor& t) {
  return t.dims.size() == 4 ? t.dims[row_axis] : 0;
}

// The tensor whose newest rows, as many as `tensor` has, `tensor` is: through slices that take the
// last rows, and views that change nothing.
int source_of_newest_rows(const ir::graph& graph, int tensor) {
  for (std::size_t at = producer_of(graph, tensor); at != no_node;
       at = producer_of(graph, tensor)) {
    const ir::node& node = graph.nodes[at];
    const ir::tensor& out = graph.at(tensor);
    if (node.inputs.empty() || node.inputs[0] == ir::absent) return tensor;
    const ir::tensor& in = graph.at(node.inputs[0]);
    if (std::holds_alternative<ir::view>(node.what)) {
      if (in.dims != out.dims) return tensor;
    } else if (const auto* s = std::get_if<ir::slice>(&node.what)) {
      if (rows_of(in) == 0 || s->begin.size() != 4 || s->step[row_axis] != 1) return tensor;
      std::vector<int> whole_rows = in.dims;
      whole_rows[row_axis] = s->size[row_axis];
      if (s->size != whole_rows || s->begin[row_axis] + s->size[row_axis] != in.dims[row_axis]) {
        return tensor;
      }
    } else {
      return tensor;
    }
    tensor = node.inputs[0];
  }
  return tensor;
}

// The constant of the last `rows` rows of `initial`.
int last_rows(ir::graph& graph, int initial, int rows) {
  if (initial == ir::absent || rows_of(graph.at(initial)) == rows) return initial;
  ir::tensor t = graph.at(initial);
  std::vector<std::uint8_t> bytes = graph.data_of(t);
  const std::size_t row_bytes = bytes.size() / static_cast<std::size_t>(rows_of(t));
  bytes.erase(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(
                                               row_bytes * static_cast<std::size_t>(rows)));
  t.dims[row_axis] = rows;
  t.buffer = static_cast<int>(graph.buffers.size());
  graph.buffers.push_back(std::move(bytes));
  graph.tensors.push_back(std::move(t));
  return static_cast<int>(graph.tensors.size()) - 1;
}

// The rows that stand in front of the new ones, where node `at` is such a ring.
std::optional<ir::node> ring(ir::graph& graph, std::size_t at) {
  const ir::node& joined = graph.nodes[at];
  const auto* c = std::get_if<ir::concatenation>(&joined.what);
  if (c == nullptr || c->axis != row_axis || joined.inputs.size() != 2) return {};
  const int kept = rows_of(graph.at(joined.inputs[0]));
  if (kept == 0) return {};
  const std::size_t from = producer_of(graph, source_of_newest_rows(graph, joined.inputs[0]));
  if (from == no_node) return {};
  const ir::node& past = graph.nodes[from];
  const auto* h = std::get_if<ir::history>(&past.what);
  if (h == nullptr || h->with_new) return {};
  if (source_of_newest_rows(graph, past.inputs[0]) != joined.output) return {};
  ir::node made = joined;
  const int initial = past.inputs.size() > 1 ? past.inputs[1] : ir::absent;
  made.what = ir::history{.kept = kept, .with_new = true};
  made.inputs = {joined.inputs[1], last_rows(graph, initial, kept)};
  return made;
}

}  // namespace

void recognise_rings(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (std::optional<ir::node> made = ring(graph, i)) graph.nodes[i] = *std::move(made);
  }
}

void make_state_explicit(ir::graph& graph, const std::vector<carried_state>& named) {
  variables_to_history(graph);
  carry_states(graph, named);
  recognise_rings(graph);
  // A history that nothing reads any more frees what only it reads, which may stand behind it.
  // (What nothing computes is refused later, by the check that knows how to say it.)
  const bool computed = producer_of(graph, graph.output) != no_node;
  for (std::size_t before = 0; computed && before != graph.nodes.size();) {
    before = graph.nodes.size();
    remove_unread(graph);
  }
  merge_parallel_depthwise(graph);
  const bool keeps = std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const ir::node& n) {
    return std::holds_alternative<ir::history>(n.what);
  });
  if (keeps) move_output_last(graph);
}

}  // namespace tyto::convert
