// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

struct side_pads {
  int before = 0;
  int after = 0;
};

// out = ceil(in / stride); total = max((out - 1) * stride + filter - in, 0); the odd one after.
side_pads same_pads(int input, int filter, int stride) {
  const std::int64_t outputs = (std::int64_t{input} + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>((outputs - 1) * stride + filter - input, 0);
  return {static_cast<int>(total / 2), static_cast<int>(total - total / 2)};
}

void make_explicit(ir::sliding_window& sliding, const std::vector<int>& input_dims,
                   const std::string& where) {
  tyto::window& w = sliding.window;
  const auto in_range = [](int x) { return x >= 1 && x <= limits::window; };
  if (!in_range(w.size.height) || !in_range(w.size.width)) {
    fail("{}: window of {} x {}; accepted: 1 to {}", where, w.size.height, w.size.width,
         limits::window);
  }
  if (!in_range(w.stride.height) || !in_range(w.stride.width)) {
    fail("{}: stride of {} x {}; accepted: 1 to {}", where, w.stride.height, w.stride.width,
         limits::window);
  }
  if (input_dims.size() != 4) {
    fail("{}: its input has {} dimensions; accepted: 4 (batch, height, width, channels)", where,
         input_dims.size());
  }
  if (sliding.rule == ir::padding_rule::same) {
    const side_pads rows = same_pads(input_dims[1], w.size.height, w.stride.height);
    const side_pads columns = same_pads(input_dims[2], w.size.width, w.stride.width);
    w.pad = {rows.before, rows.after, columns.before, columns.after};
  } else if (sliding.rule == ir::padding_rule::valid) {
    w.pad = {};
  }
  sliding.rule = ir::padding_rule::given;
}

}  // namespace

void make_pads_explicit(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::node& node = graph.nodes[i];
    std::visit(
        [&](auto& operation) {
          if constexpr (requires { operation.sliding; }) {
            make_explicit(operation.sliding, graph.at(node.inputs[0]).dims, describe(graph, i));
          }
        },
        node.what);
  }
}

}  // namespace tyto::convert
