// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "convert/ir_builder.hpp"
#include "convert/pass/passes.hpp"

using namespace tyto::test;
using tyto::convert::mean_to_global_pool;

TEST_CASE("a float mean over height and width becomes a pool over the whole input") {
  for (const std::vector<int>& axes :
       {std::vector{1, 2}, std::vector{2, 1}, std::vector{0, 1, 2}}) {
    ir_builder b({1, 5, 4, 3});
    ir::graph graph = b.finish(b.node(ir::softmax{}, {b.node(ir::mean{axes}, {b.input()})}));
    const std::vector<int> dims = graph.at(graph.nodes[0].output).dims;
    CHECK(change_by(graph, mean_to_global_pool) < 1e-12);
    CHECK(count_of<ir::mean>(graph) == 0);
    REQUIRE(count_of<ir::pool_2d>(graph) == 1);
    CHECK(std::get<ir::pool_2d>(graph.nodes[0].what).sliding.window.size == tyto::extent{5, 4});
    // The mean's output keeps its dimensions and its name, and the operator its place in the list.
    CHECK(graph.at(graph.nodes[1].output).dims == dims);
    CHECK(graph.nodes[0].source_name.empty());
    CHECK(graph.nodes[1].source_name == "Op1");
  }
}

TEST_CASE("a mean over one axis, where the other has one element") {
  ir_builder b({1, 5, 1, 3});
  ir::graph graph = b.finish(b.node(ir::mean{{1}}, {b.input()}));
  CHECK(change_by(graph, mean_to_global_pool) < 1e-12);
  CHECK(count_of<ir::pool_2d>(graph) == 1);
}

TEST_CASE("other means are left for check_types() to refuse") {
  ir_builder b({1, 5, 4, 3});
  for (const std::vector<int>& axes : {std::vector{1}, std::vector{3}, std::vector{1, 2, 3}}) {
    ir_builder other({1, 5, 4, 3});
    ir::graph graph = other.finish(other.node(ir::mean{axes}, {other.input()}));
    CHECK(change_by(graph, mean_to_global_pool) == 0.0);
    CHECK(count_of<ir::mean>(graph) == 1);
  }
  const int quantized = b.node(ir::quantize{}, {b.input()}, {{0.1F}, {0}, 0});
  ir::graph graph = b.finish(b.node(ir::mean{{1, 2}}, {quantized}));
  mean_to_global_pool(graph);
  CHECK(count_of<ir::mean>(graph) == 1);
}
