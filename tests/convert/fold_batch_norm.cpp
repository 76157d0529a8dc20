// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/ir_builder.hpp"
#include "convert/pass/simplify.hpp"

using namespace tyto::test;
using namespace tyto::convert;

TEST_CASE("a batch norm goes into the weights and the bias before it") {
  for (const bool has_bias : {false, true}) {
    for (const std::string parts : {"somv", "omv", "smv", "mv", "s", "so", ""}) {
      CAPTURE(has_bias);
      CAPTURE(parts);
      ir_builder b({1, 5, 4, 3});
      int x = b.batch_norm(b.conv(b.input(), 4, {3, 2}, has_bias), parts);
      x = b.batch_norm(b.depthwise(x, has_bias), parts);
      x = b.batch_norm(b.dense(x, 6, has_bias), parts);
      ir::graph graph = b.finish(x);
      CHECK(change_by(graph, fold_batch_norm) < 2e-5);
      CHECK(graph.nodes.size() == 3);
      CHECK(count_of<ir::batch_norm>(graph) == 0);
    }
  }
}

TEST_CASE("a batch norm over an added constant") {
  ir_builder b({1, 5, 4, 2});
  int x = b.batch_norm(b.bias_add(b.conv(b.input(), 3, {3, 3}, false)));
  x = b.batch_norm(b.bias_add(b.depthwise(x)), "omv");
  ir::graph graph = b.finish(x);
  CHECK(change_by(graph, [](ir::graph& g) {
          fold_bias_add(g);
          fold_batch_norm(g);
        }) < 2e-5);
  CHECK(graph.nodes.size() == 2);
  CHECK(graph.nodes[0].source_name == "Op1 + Op2 + Op3");
}

TEST_CASE("its numbers: w' = w s / sqrt(v + e), b' = (b - m) s / sqrt(v + e) + o") {
  ir_builder b({1, 1});
  const int dense = b.node(ir::fully_connected{},
                           {b.input(), b.constant({1, 1}, {3.0F}), b.constant({1}, {2.0F})});
  const int norm =
      b.node(ir::batch_norm{0.5F}, {dense, b.constant({1}, {4.0F}), b.constant({1}, {-1.0F}),
                                    b.constant({1}, {5.0F}), b.constant({1}, {3.5F})});
  ir::graph graph = b.finish(norm);
  fold_batch_norm(graph);
  REQUIRE(graph.nodes.size() == 1);
  CHECK(real_values(graph, graph.at(graph.nodes[0].inputs[1])) == std::vector{6.0});
  CHECK(real_values(graph, graph.at(graph.nodes[0].inputs[2])) == std::vector{-7.0});
}

TEST_CASE("a batch norm that is not folded") {
  ir_builder b({1, 4, 4, 2});
  SUBCASE("behind a clamp") {
    ir::graph graph =
        b.finish(b.batch_norm(b.activate(b.conv(b.input(), 3), ir::activation::relu)));
    CHECK(change_by(graph, fold_batch_norm) == 0.0);
    CHECK(count_of<ir::batch_norm>(graph) == 1);
  }
  SUBCASE("its input has another reader") {
    const int conv = b.conv(b.input(), 3);
    ir::graph graph = b.finish(b.node(ir::add{}, {b.batch_norm(conv), conv}));
    CHECK(change_by(graph, fold_batch_norm) == 0.0);
    CHECK(count_of<ir::batch_norm>(graph) == 1);
  }
}

TEST_CASE("a variance without a root is refused by the node's name") {
  for (const float variance : {-1.0F, -1e-3F, std::numeric_limits<float>::infinity(),
                               std::numeric_limits<float>::quiet_NaN()}) {
    ir_builder b({1, 2});
    const int dense = b.dense(b.input(), 2);
    const int norm = b.node(ir::batch_norm{1e-3F}, {dense, ir::absent, ir::absent, ir::absent,
                                                    b.constant({2}, {1.0F, variance})});
    ir::graph graph = b.finish(norm);
    try {
      fold_batch_norm(graph);
      FAIL("accepted a variance of " << variance);
    } catch (const error& e) {
      const std::string message = e.what();
      CHECK(message.starts_with("operator 1 (Op2 \"n2\"): its variance plus epsilon is "));
      CHECK(message.ends_with("in channel 1; accepted: a finite number over 0"));
    }
  }
}

TEST_CASE("weights that a batch norm makes too large for float are refused") {
  ir_builder b({1, 1});
  const int dense = b.node(ir::fully_connected{}, {b.input(), b.constant({1, 1}, {3e38F})});
  ir::graph graph = b.finish(b.node(
      ir::batch_norm{}, {dense, b.constant({1}, {10.0F}), ir::absent, ir::absent, ir::absent}));
  CHECK_THROWS_WITH_AS(fold_batch_norm(graph),
                       "operator 1 (Op2 \"n2\"): \"c\" would hold 3.000000005497756e+39; "
                       "accepted: finite numbers",
                       error);
}
