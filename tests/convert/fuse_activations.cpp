// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "convert/ir/multiplication.hpp"
#include "convert/ir_builder.hpp"
#include "convert/pass/simplify.hpp"

using namespace tyto::test;
using tyto::convert::fuse_activations;

namespace {

ir::activation fused(ir::graph& graph, std::size_t node) {
  ir::activation* range = tyto::convert::fused_activation(graph.nodes.at(node).what);
  REQUIRE(range != nullptr);
  return *range;
}

}  // namespace

TEST_CASE("an activation becomes part of each operation that can clamp") {
  ir_builder b({1, 6, 6, 2});
  int x = b.activate(b.conv(b.input(), 4), ir::activation::relu);
  x = b.activate(b.depthwise(x), ir::activation::relu6);
  ir::pool_2d pool;
  pool.sliding.window.size = {2, 2};
  x = b.activate(b.node(pool, {x}), {.low = 0.25F});
  x = b.activate(b.node(ir::add{}, {x, x}), {.high = 1.0F});
  x = b.activate(b.dense(x, 5), ir::activation::relu_n1_to_1);
  ir::graph graph = b.finish(x);
  CHECK(change_by(graph, fuse_activations) < 1e-6);
  REQUIRE(graph.nodes.size() == 5);
  CHECK(fused(graph, 0) == ir::activation::relu);
  CHECK(fused(graph, 1) == ir::activation::relu6);
  CHECK(fused(graph, 2) == ir::activation{.low = 0.25F});
  CHECK(fused(graph, 3) == ir::activation{.high = 1.0F});
  CHECK(fused(graph, 4) == ir::activation::relu_n1_to_1);
  CHECK(graph.nodes[0].source_name == "Op1 + Op2");
}

TEST_CASE("a minimum, a maximum and another: one range") {
  ir_builder b({1, 3});
  int x = b.dense(b.input(), 3);
  x = b.activate(x, {.low = -0.5F});
  x = b.activate(x, {.high = 0.5F});
  x = b.activate(x, {.low = -2.0F, .high = 0.25F});
  ir::graph graph = b.finish(x);
  CHECK(change_by(graph, fuse_activations) == 0.0);
  REQUIRE(graph.nodes.size() == 1);
  CHECK(fused(graph, 0) == ir::activation{.low = -0.5F, .high = 0.25F});
}

TEST_CASE("ranges that do not overlap leave one value") {
  ir_builder b({1, 3});
  const int x = b.activate(b.input(), {.low = 1.0F, .high = 2.0F});
  ir::graph graph = b.finish(b.activate(x, {.low = -3.0F, .high = 0.5F}));
  CHECK(change_by(graph, fuse_activations) == 0.0);
  REQUIRE(graph.nodes.size() == 1);
  CHECK(std::get<ir::activate>(graph.nodes[0].what).function ==
        ir::activation{.low = 0.5F, .high = 0.5F});
}

TEST_CASE("an activation that stays on its own") {
  ir_builder b({1, 4, 4, 2});
  SUBCASE("its input has another reader") {
    const int conv = b.conv(b.input(), 2);
    const int relu = b.activate(conv, ir::activation::relu);
    ir::graph graph = b.finish(b.node(ir::add{}, {conv, relu}));
    CHECK(change_by(graph, fuse_activations) == 0.0);
    CHECK(count_of<ir::activate>(graph) == 1);
  }
  SUBCASE("its input is the network's") {
    ir::graph graph = b.finish(b.conv(b.activate(b.input(), ir::activation::relu), 2));
    CHECK(change_by(graph, fuse_activations) == 0.0);
    CHECK(count_of<ir::activate>(graph) == 1);
  }
  SUBCASE("its input cannot clamp") {
    ir::graph graph = b.finish(b.activate(b.node(ir::softmax{}, {b.input()}), {.low = 0.1F}));
    CHECK(change_by(graph, fuse_activations) == 0.0);
    CHECK(count_of<ir::activate>(graph) == 1);
  }
  SUBCASE("its input is int8, which was rounded there") {
    const int quantized = b.node(ir::quantize{}, {b.input()}, {{0.1F}, {0}, 0});
    const int pooled = b.node(ir::pool_2d{}, {quantized});
    ir::graph graph = b.finish(b.activate(pooled, ir::activation::relu));
    fuse_activations(graph);
    CHECK(count_of<ir::activate>(graph) == 1);
  }
}
