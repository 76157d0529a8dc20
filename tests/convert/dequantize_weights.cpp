// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "convert/ir_builder.hpp"
#include "convert/pass/passes.hpp"

using namespace tyto::test;
using tyto::convert::dequantize_weights;

TEST_CASE("int8 weights of float operations become float, and the user is told") {
  ir_builder b({1, 4, 4, 2});
  const int filters = b.int8_constant({3, 1, 1, 2}, {{0.5F, 0.25F, 2.0F}, {0, 0, 0}, 0});
  const int conv = b.node(ir::conv_2d{}, {b.input(), filters, b.constant({3})});
  const int matrix = b.int8_constant({2, 48}, {{0.125F}, {-3}, 0});
  ir::graph graph = b.finish(b.node(ir::fully_connected{}, {conv, matrix}));
  std::vector<std::string> notes;
  CHECK(change_by(graph, [&](ir::graph& g) { dequantize_weights(g, notes); }) < 1e-6);
  for (const ir::node& node : graph.nodes) {
    CHECK(graph.at(node.inputs[1]).type == ir::element_type::float32);
  }
  REQUIRE(notes.size() == 1);
  CHECK(
      notes[0] ==
      "2 operators, operator 0 (Op1 \"n1\") the first, have int8 weights and float activations (a "
      "hybrid file): their weights are dequantised, and computed with as float32");
}

TEST_CASE("int8 weights of int8 operations stay") {
  ir_builder b({1, 4, 4, 2});
  const int quantized = b.node(ir::quantize{}, {b.input()}, {{0.1F}, {0}, 0});
  const int filters = b.int8_constant({3, 1, 1, 2}, {{0.5F}, {0}, 0});
  ir::graph graph = b.finish(b.node(ir::conv_2d{}, {quantized, filters}));
  std::vector<std::string> notes;
  dequantize_weights(graph, notes);
  CHECK(graph.at(graph.nodes[1].inputs[1]).type == ir::element_type::int8);
  CHECK(notes.empty());
}

TEST_CASE("scales that do not fit the weights are left for check_types() to refuse") {
  ir_builder b({1, 4, 4, 2});
  const int filters = b.int8_constant({3, 1, 1, 2}, {{0.5F, 0.5F}, {0, 0}, 0});
  ir::graph graph = b.finish(b.node(ir::conv_2d{}, {b.input(), filters}));
  std::vector<std::string> notes;
  dequantize_weights(graph, notes);
  CHECK(graph.at(graph.nodes[0].inputs[1]).type == ir::element_type::int8);
}
