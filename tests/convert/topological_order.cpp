// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/topological_order.hpp"

#include <doctest/doctest.h>

using tyto::convert::topological_order;

using nodes = std::vector<std::size_t>;
using graph = std::vector<nodes>;

TEST_CASE("an order that is right already is kept, and what is not needed is left out") {
  CHECK(topological_order(graph{{}, {0}, {0}, {1, 2}, {3}}, 3) == nodes{0, 1, 2, 3});
  CHECK(topological_order(graph{{}, {0}, {0}, {1, 2}, {3}}, 1) == nodes{0, 1});
}

TEST_CASE("nodes stand behind those they read") {
  CHECK(topological_order(graph{{1, 2}, {3}, {3, 3}, {}}, 0) == nodes{3, 1, 2, 0});
}

TEST_CASE("a cycle has no order; one that is not needed does not matter") {
  CHECK_FALSE(topological_order(graph{{2}, {0}, {1}}, 0).has_value());
  CHECK_FALSE(topological_order(graph{{0}}, 0).has_value());
  CHECK(topological_order(graph{{}, {2}, {1}}, 0) == nodes{0});
}

TEST_CASE("a chain as long as a file may have does not exhaust the stack") {
  graph chain(1 << 20);
  for (std::size_t i = 0; i + 1 < chain.size(); ++i)
    chain[i] = {i + 1};
  const auto order = topological_order(chain, 0);
  REQUIRE(order.has_value());
  CHECK(order->front() == chain.size() - 1);
  CHECK(order->back() == 0);
}
