// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/ir_builder.hpp"
#include "convert/pass/simplify.hpp"

using namespace tyto::test;
using namespace tyto::convert;

using dims = std::vector<int>;

namespace {

// The elements of `values` in another order of axes.
std::vector<double> moved(const std::vector<double>& values, const dims& from, const dims& order) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(double));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  const std::vector<std::uint8_t> out = reordered(bytes, sizeof(double), from, order);
  std::vector<double> result(values.size());
  std::memcpy(result.data(), out.data(), out.size());
  return result;
}

}  // namespace

TEST_CASE("a transpose that moves nothing becomes a view") {
  ir_builder b({1, 5, 4, 1});
  const int x = b.node(ir::transpose{{0, 3, 1, 2}}, {b.input()});
  ir::graph graph = b.finish(b.dense(x, 3));
  CHECK(change_by(graph, remove_transposes) == 0.0);
  CHECK(count_of<ir::transpose>(graph) == 0);
  CHECK(count_of<ir::view>(graph) == 1);
  CHECK(graph.notes.empty());
}

TEST_CASE("a transpose of the network's input changes that input's axes") {
  ir_builder b({1, 3, 5, 4});
  // By way of elementwise operations, which change places with it.
  int x = b.activate(b.input(), ir::activation::relu);
  x = b.node(ir::quantize{}, {x}, {{0.01F}, {3}, 0});
  x = b.node(ir::dequantize{}, {x});
  ir::graph graph = b.finish(b.conv(b.node(ir::transpose{{0, 2, 3, 1}}, {x}), 2));
  const std::vector<double> input = random_reals(60, 1);
  const std::vector<double> before = ir_reference(graph).run(input);
  remove_transposes(graph);
  CHECK(graph.nodes.size() == 4);
  CHECK(graph.at(graph.input).dims == dims{1, 5, 4, 3});
  CHECK(largest_difference(
            before, ir_reference(graph).run(moved(input, {1, 3, 5, 4}, {0, 2, 3, 1}))) < 1e-12);
  REQUIRE(graph.notes.size() == 1);
  CHECK(graph.notes[0] ==
        "the network takes its input as 1x5x4x3 (height, width, channels last); the file has it as "
        "1x3x5x4");
}

TEST_CASE("a transpose in front of a fully connected layer reorders the layer's weights") {
  ir_builder b({1, 4, 3, 2});
  int x = b.node(ir::transpose{{0, 3, 1, 2}}, {b.conv(b.input(), 5)});
  SUBCASE("directly") {}
  SUBCASE("by way of views and elementwise operations") {
    x = b.activate(b.view(x, {1, 5, 12}), ir::activation::relu);
    x = b.node(ir::dequantize{}, {b.node(ir::quantize{}, {x}, {{0.01F}, {3}, 0})});
    x = b.view(x, {1, 60});
  }
  ir::graph graph = b.finish(b.dense(x, 7));
  CHECK(change_by(graph, remove_transposes) < 1e-12);
  CHECK(count_of<ir::transpose>(graph) == 0);
}

TEST_CASE("int8 weights are reordered as well") {
  ir_builder b({1, 2, 2, 1});
  const int x = b.node(ir::transpose{{0, 3, 1, 2}}, {b.conv(b.input(), 3)});
  const int weights = b.int8_constant({2, 12}, {{0.5F, 0.25F}, {0, 0}, 0});
  ir::graph graph = b.finish(b.node(ir::fully_connected{}, {x, weights}));
  CHECK(change_by(graph, remove_transposes) < 1e-12);
  CHECK(count_of<ir::transpose>(graph) == 0);
}

TEST_CASE(
    "a layer that is run on each row has weights for one row: the transpose before it stays") {
  ir_builder b({1, 2, 6, 4});
  const int x = b.view(b.conv(b.input(), 5), {1, 4, 15});
  const int rows = b.node(ir::transpose{{0, 2, 1}}, {x});
  ir::graph graph = b.finish(b.node(ir::fully_connected{}, {rows, b.constant({3, 4})}));
  CHECK(change_by(graph, remove_transposes) == 0.0);
  CHECK(count_of<ir::transpose>(graph) == 1);
}

TEST_CASE("a transpose and one that undoes it, on other dimensions") {
  ir_builder b({1, 4, 5, 3});
  int x = b.node(ir::transpose{{0, 3, 1, 2}}, {b.conv(b.input(), 4)});  // 1 x 4 x 4 x 5
  SUBCASE("a row a pixel again") {
    x = b.activate(b.view(x, {1, 4, 20}), ir::activation::relu);
    ir::graph graph = b.finish(b.dense(b.node(ir::transpose{{0, 2, 1}}, {x}), 7));
    CHECK(change_by(graph, remove_transposes) == 0.0);
    CHECK(count_of<ir::transpose>(graph) == 0);
  }
  SUBCASE("another order stays") {
    x = b.node(ir::transpose{{0, 2, 1}}, {b.view(x, {1, 8, 10})});
    ir::graph graph = b.finish(b.activate(x, ir::activation::relu));
    CHECK(change_by(graph, remove_transposes) == 0.0);
    CHECK(count_of<ir::transpose>(graph) == 2);
  }
  SUBCASE("what stands between is read by another") {
    const int between = b.view(x, {1, 4, 20});
    const int y = b.view(b.node(ir::transpose{{0, 2, 1}}, {between}), {1, 4, 20});
    ir::graph graph = b.finish(b.node(ir::add{}, {y, between}));
    CHECK(change_by(graph, remove_transposes) == 0.0);
    CHECK(count_of<ir::transpose>(graph) == 2);
  }
}

TEST_CASE("a transpose that has to run stays") {
  ir_builder b({1, 4, 3, 2});
  const int x = b.node(ir::transpose{{0, 2, 1, 3}}, {b.conv(b.input(), 5)});
  ir::graph graph = b.finish(b.conv(x, 2));
  CHECK(change_by(graph, remove_transposes) == 0.0);
  CHECK(count_of<ir::transpose>(graph) == 1);
}

TEST_CASE("two transposes of the network's input to one order are one, and the input takes it") {
  ir_builder b({1, 2, 4, 3});
  const int x = b.node(ir::transpose{{0, 2, 3, 1}}, {b.input()});
  const int y = b.node(ir::transpose{{0, 2, 3, 1}}, {b.input()});
  ir::graph graph = b.finish(b.node(ir::add{}, {b.conv(x, 2), b.conv(y, 2)}));
  remove_transposes(graph);
  CHECK(count_of<ir::transpose>(graph) == 0);
  CHECK(graph.at(graph.input).dims == std::vector<int>{1, 4, 3, 2});
}

TEST_CASE("a note says which of the file's axes the network's input has, whatever they are") {
  ir_builder b({1, 4, 4, 4});
  const int x = b.node(ir::transpose{{0, 3, 1, 2}}, {b.input()});
  ir::graph graph = b.finish(b.conv(x, 2));
  remove_transposes(graph);
  REQUIRE(graph.notes.size() == 1);
  CHECK(graph.notes[0] ==
        "the network takes its input as 1x4x4x4 (the file's axes 0, 3, 1, 2); the file has it as "
        "1x4x4x4");
  // Another one runs: a second note would speak of other axes.
  b = ir_builder({1, 2, 3, 4});
  const int y = b.node(ir::transpose{{0, 3, 1, 2}}, {b.input()});
  const int z = b.activate(y, ir::activation::relu);
  graph = b.finish(b.conv(b.node(ir::transpose{{0, 2, 1, 3}}, {z}), 2));
  remove_transposes(graph);
  CHECK(graph.notes.size() == 1);
  CHECK(count_of<ir::transpose>(graph) == 1);
}

TEST_CASE("a network's input that is also read as it stands keeps its axes") {
  ir_builder b({1, 4, 4, 4});
  const int x = b.node(ir::transpose{{0, 2, 3, 1}}, {b.input()});
  ir::graph graph = b.finish(b.node(ir::add{}, {x, b.input()}));
  CHECK(change_by(graph, remove_transposes) == 0.0);
  CHECK(count_of<ir::transpose>(graph) == 1);
}
