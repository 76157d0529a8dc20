// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "convert/ir_builder.hpp"
#include "convert/pass/simplify.hpp"

using namespace tyto::test;
using tyto::convert::remove_views;

using dims = std::vector<int>;

TEST_CASE("views that change nothing go") {
  ir_builder b({1, 4, 4, 2});
  int x = b.view(b.conv(b.view(b.input(), {1, 4, 4, 2}), 3), {1, 4, 4, 3});
  ir::graph graph = b.finish(b.view(b.activate(x, ir::activation::relu), {1, 4, 4, 3}));
  CHECK(change_by(graph, remove_views) == 0.0);
  CHECK(graph.nodes.size() == 2);
  CHECK(graph.at(graph.output).name == "v5");  // the file's name of the output
}

TEST_CASE("views in front of views and of a fully connected layer go") {
  ir_builder b({1, 4, 4, 2});
  const int flat = b.view(b.view(b.conv(b.input(), 3), {1, 16, 3}), {1, 48});
  ir::graph graph = b.finish(b.dense(flat, 5));
  CHECK(change_by(graph, remove_views) == 0.0);
  CHECK(graph.nodes.size() == 2);
}

TEST_CASE("the network's input takes the dimensions of the view that alone reads it") {
  ir_builder b({1, 32});
  ir::graph graph = b.finish(b.conv(b.view(b.view(b.input(), {32}), {1, 4, 4, 2}), 3));
  CHECK(change_by(graph, remove_views) == 0.0);
  CHECK(graph.nodes.size() == 1);
  CHECK(graph.at(graph.input).dims == dims{1, 4, 4, 2});
}

TEST_CASE("views that stay") {
  ir_builder b({1, 4, 4, 2});
  SUBCASE("a convolution reads other dimensions") {
    ir::graph graph = b.finish(b.conv(b.view(b.conv(b.input(), 3), {1, 8, 2, 3}), 2));
    CHECK(change_by(graph, remove_views) == 0.0);
    CHECK(count_of<ir::view>(graph) == 1);
  }
  SUBCASE("two read the network's input") {
    const int view = b.view(b.input(), {1, 2, 8, 2});
    const int left = b.view(b.conv(view, 2), {1, 4, 4, 2});
    ir::graph graph = b.finish(b.node(ir::add{}, {left, b.input()}));
    CHECK(change_by(graph, remove_views) == 0.0);
    CHECK(count_of<ir::view>(graph) == 2);
    CHECK(graph.at(graph.input).dims == dims{1, 4, 4, 2});
  }
  SUBCASE("the network is nothing else") {
    ir::graph graph = b.finish(b.view(b.input(), {1, 4, 4, 2}));
    remove_views(graph);
    CHECK(graph.nodes.size() == 1);
  }
}
