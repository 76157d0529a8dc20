// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/describe.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "common/text.hpp"

namespace tyto::convert {

std::string describe(const ir::graph& graph, std::size_t node) {
  const ir::node& n = graph.nodes[node];
  const std::string output = n.output == ir::absent ? "" : graph.at(n.output).name;
  const std::string kind = n.source_name.empty() ? "" : n.source_name + " ";
  if (n.number == ir::absent) return fmt::format("operation ({}\"{}\")", kind, printable(output));
  return n.node_name.empty()
             ? fmt::format("operator {} ({}\"{}\")", n.number, kind, printable(output))
             : fmt::format("node {} ({}\"{}\")", n.number, kind, printable(n.node_name));
}

std::string order_of_axes(std::span<const int> order) {
  constexpr std::array channels_last{0, 2, 3, 1};
  if (std::equal(order.begin(), order.end(), channels_last.begin(), channels_last.end())) {
    return "height, width, channels last";
  }
  return fmt::format("the file's axes {}", fmt::join(order, ", "));
}

std::string describe_tensor(const ir::graph& graph, int tensor) {
  return fmt::format("tensor {} (\"{}\")", tensor, printable(graph.at(tensor).name));
}

}  // namespace tyto::convert
