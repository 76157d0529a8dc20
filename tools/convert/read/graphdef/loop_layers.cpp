// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/loop_layers.hpp"

#include "common/error.hpp"
#include "convert/read/graphdef/cell.hpp"

namespace tyto::convert {

namespace {

class loop_reader {
 public:
  loop_reader(loop_body body, graph_builder& builder, std::string name)
      : body_(std::move(body)), builder_(builder), name_(std::move(name)) {}

  // What the variables are behind the loop.
  std::vector<graphdef_value> read() {
    std::vector<graphdef_value> made(body_.variables.size());
    for (const graphdef_cell& cell : find_cells(body_)) {
      const recurrent_rows rows = layer(cell);
      given_.emplace(cell.result, rows);
      const std::string name = name_ + "/last";
      made[index(cell.hidden)] =
          vector(take_rows(builder_, rows, rows.steps - 1, 1, name), rows.outputs);
      if (cell.carried >= 0) {
        made[index(cell.carried)] = vector(take_cell(builder_, rows, name), rows.units);
      }
    }
    for (std::size_t i = 0; i < made.size(); ++i) {
      if (body_.variables[i].kind == loop_body::variable::array) made[i] = all_rows(i);
    }
    return made;
  }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }

  graphdef_value vector(int tensor, int size) {
    graphdef_value value;
    value.kind = graphdef_value::activation;
    value.tensor = builder_.add_view("", tensor, {1, size}, name_ + "/last");
    return value;
  }

  recurrent_rows layer(const graphdef_cell& cell) {
    const int rows = cell_input(cell.source);
    const bool is_lstm = cell.weights.layer.kind == ir::recurrent_kind::lstm;
    return add_recurrent(builder_, rows, cell.weights, is_lstm ? "LSTM" : "GRU", name_);
  }

  // [1][steps][1][n]
  int cell_input(int source) {
    const auto given = given_.find(source);
    if (given != given_.end()) {
      return take_rows(builder_, given->second, 0, given->second.steps, name_ + "/rows");
    }
    const atom& row = body_.atoms.at(source);
    return builder_.add_view("", body_.rows[index(row.first)], {1, body_.steps, 1, row.size},
                             name_ + "/rows");
  }

  // What an array has got: the rows that a cell gives.
  graphdef_value all_rows(std::size_t variable) {
    const loop_body::variable& v = body_.variables[variable];
    const auto given = given_.find(body_.atoms.atom_of(v.next));
    if (given == given_.end()) fail("its loop writes what no cell of it gives");
    const recurrent_rows& rows = given->second;
    graphdef_value value;
    value.kind = graphdef_value::array;
    value.array_of = v.array_of;
    value.array_rows = rows.steps;
    value.tensor = builder_.add_view("", take_rows(builder_, rows, 0, rows.steps, name_ + "/all"),
                                     {rows.steps, 1, rows.outputs}, name_ + "/all");
    return value;
  }

  loop_body body_;
  graph_builder& builder_;
  std::string name_;
  std::map<int, recurrent_rows> given_;  // by the atom of a row
};

}  // namespace

void read_graphdef_loop(const graphdef_loop& loop, const graphdef::Graph& graph,
                        const std::vector<std::vector<std::size_t>>& inputs, graph_builder& builder,
                        std::map<std::size_t, graphdef_value>& values) {
  loop_body body = read_loop_body(loop, graph, inputs, values, builder);
  std::vector<graphdef_value> made;
  try {
    const graphdef::Node& condition = graph.node(static_cast<int>(loop.condition));
    made = loop_reader(std::move(body), builder, condition.name()).read();
  } catch (const error& e) {
    fail("{}: {}", describe_node(graph, loop.condition), e.what());
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    for (const std::size_t exit : loop.variables[i].exits)
      values[exit] = made[i];
  }
}

}  // namespace tyto::convert
