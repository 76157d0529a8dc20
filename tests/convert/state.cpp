// SPDX-License-Identifier: Apache-2.0
// Networks that keep values from one run to the next: variables, and state that the caller carries.
#include "convert/pass/state.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/ir/constants.hpp"
#include "convert/pass/passes.hpp"
#include "convert/run/interpreter.hpp"

using namespace tyto;
using namespace tyto::convert;
using floats = std::vector<float>;

namespace {

struct small_graph {
  ir::graph graph;

  int tensor(std::vector<int> dims) {
    graph.tensors.push_back({.name = "t" + std::to_string(graph.tensors.size()),
                             .type = ir::element_type::float32,
                             .type_name = "FLOAT32",
                             .dims = std::move(dims),
                             .quantized = {}});
    return static_cast<int>(graph.tensors.size()) - 1;
  }

  int constant(std::vector<int> dims, const std::vector<double>& numbers) {
    return add_constant(graph, "c", std::move(dims), numbers);
  }

  int node(ir::operation what, std::vector<int> inputs, std::vector<int> dims) {
    const int output = tensor(std::move(dims));
    graph.nodes.push_back({std::move(what), "OP", std::move(inputs), output});
    return output;
  }
};

// sum of three rows of two channels, weighed 1, 10, 100 from the oldest on.
int weigh_rows(small_graph& g, int rows) {
  ir::depthwise_conv_2d d;
  d.sliding.window.size = {3, 1};
  d.sliding.rule = ir::padding_rule::valid;
  return g.node(d, {rows, g.constant({1, 3, 1, 2}, {1, 1, 10, 10, 100, 100}), ir::absent},
                {1, 1, 1, 2});
}

constexpr int rows_2[] = {1, 2, 1, 2};
const ir::slice last_two{{0, 1, 0, 0}, {1, 2, 1, 2}, {1, 1, 1, 1}};

// Two rows of a variable in front of the input's one; the newest two are assigned.
ir::graph ring(const std::vector<double>& initial) {
  small_graph g;
  g.graph.input = g.tensor({1, 1, 1, 2});
  g.graph.variables.push_back(
      {"v", initial.empty() ? ir::absent : g.constant({1, 2, 1, 2}, initial)});
  const int past = g.node(ir::read_variable{0}, {}, {std::begin(rows_2), std::end(rows_2)});
  const int all = g.node(ir::concatenation{1}, {past, g.graph.input}, {1, 3, 1, 2});
  const int kept = g.node(last_two, {all}, {1, 2, 1, 2});
  g.graph.nodes.push_back({ir::assign_variable{0}, "ASSIGN", {kept}, ir::absent});
  g.graph.output = weigh_rows(g, all);
  return std::move(g.graph);
}

std::vector<floats> run(ir::graph graph, int steps) {
  make_state_explicit(graph);
  run_passes(graph);
  const lowered::model model = finish_model(std::move(graph));
  kept_rows rows = first_rows(model);
  std::vector<floats> outputs;
  for (int step = 1; step <= steps; ++step) {
    const auto x = static_cast<float>(step);
    outputs.push_back(std::get<floats>(interpret_next(model, floats{x, -x}, rows)));
  }
  return outputs;
}

}  // namespace

TEST_CASE("rows that are joined, cut and assigned are a history") {
  ir::graph graph = ring({});
  make_state_explicit(graph);
  REQUIRE(graph.nodes.size() == 2);
  const auto* h = std::get_if<ir::history>(&graph.nodes[0].what);
  REQUIRE(h != nullptr);
  CHECK(h->kept == 2);
  CHECK(h->with_new);
  CHECK(run(ring({}), 4) ==
        std::vector<floats>{{100, -100}, {210, -210}, {321, -321}, {432, -432}});
}

TEST_CASE("a variable starts as the file says") {
  CHECK(run(ring({7, 0, 8, 0}), 3) == std::vector<floats>{{187, -100}, {218, -210}, {321, -321}});
}

TEST_CASE("a value of the run before is read before it is computed") {
  small_graph g;  // y = x + what y was
  g.graph.input = g.tensor({1, 1, 1, 2});
  g.graph.variables.push_back({"v", ir::absent});
  const int before = g.node(ir::read_variable{0}, {}, {1, 1, 1, 2});
  const int y = g.node(ir::add{}, {g.graph.input, before}, {1, 1, 1, 2});
  g.graph.nodes.push_back({ir::assign_variable{0}, "ASSIGN", {y}, ir::absent});
  g.graph.output = y;
  CHECK(run(std::move(g.graph), 3) == std::vector<floats>{{1, -1}, {3, -3}, {6, -6}});
}

TEST_CASE("an input that an output's values fit is state that the caller carries") {
  small_graph g;
  g.graph.input = g.tensor({1, 1, 1, 2});
  const int past = g.tensor({1, 2, 1, 2});
  g.graph.other_inputs = {past};
  const int all = g.node(ir::concatenation{1}, {past, g.graph.input}, {1, 3, 1, 2});
  const int kept = g.node(last_two, {all}, {1, 2, 1, 2});
  g.graph.other_outputs = {kept};
  g.graph.output = weigh_rows(g, all);
  ir::graph graph = g.graph;
  SUBCASE("found") {}
  SUBCASE("named") {
    carry_states(graph, {{"1", "1"}});
  }
  CHECK(run(graph, 3) == std::vector<floats>{{100, -100}, {210, -210}, {321, -321}});
}

TEST_CASE("an input that nothing fits is refused") {
  small_graph g;
  g.graph.input = g.tensor({1, 1, 1, 2});
  g.graph.other_inputs = {g.tensor({1, 1, 1, 5})};
  g.graph.output = g.node(ir::add{}, {g.graph.input, g.graph.input}, {1, 1, 1, 2});
  CHECK_THROWS_WITH_AS(
      make_state_explicit(g.graph),
      "has 2 inputs, and no output gives rows of tensor 1 (\"t1\"), FLOAT32 1x1x1x5; accepted: one "
      "input, and others that carry what an output gave: --state INPUT=OUTPUT names them",
      tyto::convert::error);
}

TEST_CASE("depthwise convolutions side by side, of different heights, become one") {
  small_graph g;
  g.graph.input = g.tensor({1, 3, 1, 2});
  const int left =
      g.node(ir::slice{{0, 1, 0, 0}, {1, 2, 1, 1}, {1, 1, 1, 1}}, {g.graph.input}, {1, 2, 1, 1});
  const int right =
      g.node(ir::slice{{0, 0, 0, 1}, {1, 3, 1, 1}, {1, 1, 1, 1}}, {g.graph.input}, {1, 3, 1, 1});
  ir::depthwise_conv_2d d;
  d.sliding.rule = ir::padding_rule::valid;
  d.sliding.window.size = {2, 1};
  const int a = g.node(d, {left, g.constant({1, 2, 1, 1}, {1, 10}), ir::absent}, {1, 1, 1, 1});
  d.sliding.window.size = {3, 1};
  const int b =
      g.node(d, {right, g.constant({1, 3, 1, 1}, {1, 10, 100}), ir::absent}, {1, 1, 1, 1});
  g.graph.output = g.node(ir::concatenation{3}, {a, b}, {1, 1, 1, 2});
  make_state_explicit(g.graph);
  REQUIRE(g.graph.nodes.size() == 1);
  run_passes(g.graph);
  const lowered::model model = finish_model(std::move(g.graph));
  CHECK(std::get<floats>(interpret(model, floats{1, 2, 3, 4, 5, 6})) == floats{53, 642});
}
