// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "convert/ir_builder.hpp"
#include "convert/pass/simplify.hpp"

using namespace tyto::test;
using tyto::convert::fold_bias_add;

TEST_CASE("a constant added behind each operation with weights becomes its bias") {
  for (const bool has_bias : {false, true}) {
    CAPTURE(has_bias);
    ir_builder b({1, 5, 4, 3});
    int x = b.bias_add(b.conv(b.input(), 4, {3, 2}, has_bias));
    x = b.bias_add(b.depthwise(x, has_bias));
    x = b.bias_add(b.dense(x, 6, has_bias));
    ir::graph graph = b.finish(x);
    CHECK(change_by(graph, fold_bias_add) < 1e-5);
    CHECK(count_of<ir::bias_add>(graph) == 0);
    CHECK(graph.nodes.size() == 3);
    CHECK(graph.nodes[0].source_name == "Op1 + Op2");
    CHECK(graph.at(graph.nodes[2].output).name == "n6");
    CHECK(graph.output == graph.nodes[2].output);
  }
}

TEST_CASE("two constants add up") {
  ir_builder b({1, 4});
  ir::graph graph = b.finish(b.bias_add(b.bias_add(b.dense(b.input(), 3, false))));
  CHECK(change_by(graph, fold_bias_add) < 1e-6);
  CHECK(graph.nodes.size() == 1);
}

TEST_CASE("a constant is left where folding it would change another output") {
  ir_builder b({1, 4, 4, 2});
  const int conv = b.conv(b.input(), 2);
  SUBCASE("two readers") {
    ir::graph graph = b.finish(b.node(ir::add{}, {b.bias_add(conv), conv}));
    CHECK(change_by(graph, fold_bias_add) == 0.0);
    CHECK(count_of<ir::bias_add>(graph) == 1);
  }
  SUBCASE("clamped in between") {
    ir::graph graph = b.finish(b.bias_add(conv));
    std::get<ir::conv_2d>(graph.nodes[0].what).fused = ir::activation::relu;
    CHECK(change_by(graph, fold_bias_add) == 0.0);
    CHECK(count_of<ir::bias_add>(graph) == 1);
  }
  SUBCASE("nothing to fold into") {
    ir::graph graph = b.finish(b.bias_add(b.bias_add(b.input())));
    CHECK(change_by(graph, fold_bias_add) == 0.0);
    CHECK(count_of<ir::bias_add>(graph) == 2);
  }
}
