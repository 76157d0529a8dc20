// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "convert/ir_builder.hpp"
#include "convert/pass/simplify.hpp"

using namespace tyto::test;
using tyto::convert::scale_to_depthwise;

TEST_CASE("a batch norm or an added constant of its own becomes a depthwise layer of one tap") {
  for (const std::vector<int>& dims :
       {std::vector{1, 3, 4, 5}, std::vector{1, 7}, std::vector{6}, std::vector{1, 2, 3}}) {
    ir_builder b(dims);
    const int x = b.batch_norm(b.bias_add(b.input()));
    ir::graph graph = b.finish(b.activate(b.batch_norm(x, "s"), ir::activation::relu));
    CHECK(change_by(graph, scale_to_depthwise) < 1e-6);
    CHECK(count_of<ir::depthwise_conv_2d>(graph) == 3);
    CHECK(count_of<ir::batch_norm>(graph) + count_of<ir::bias_add>(graph) == 0);
    CHECK(count_of<ir::view>(graph) == (dims.size() == 4 ? 0 : 6));
    for (const ir::node& node : graph.nodes) {
      if (!std::holds_alternative<ir::depthwise_conv_2d>(node.what)) continue;
      CHECK(graph.at(node.output).dims.size() == 4);
    }
  }
}

TEST_CASE("other operations are left alone") {
  ir_builder b({1, 3, 4, 5});
  ir::graph graph = b.finish(b.depthwise(b.conv(b.input(), 4)));
  CHECK(change_by(graph, scale_to_depthwise) == 0.0);
  CHECK(graph.nodes.size() == 2);
}
