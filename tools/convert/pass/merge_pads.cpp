// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// The pad that computes `tensor`; nobody where another node does.
std::size_t pad_before(const ir::graph& graph, int tensor) {
  for (std::size_t i = 0; i < graph.nodes.size() && tensor != ir::absent; ++i) {
    const ir::node& n = graph.nodes[i];
    if (n.output == tensor && std::holds_alternative<ir::pad>(n.what)) return i;
  }
  return nobody;
}

// Only height and width of a four-dimensional tensor have a place in a window.
void check_axes(const ir::graph& graph, std::size_t index) {
  const auto& p = std::get<ir::pad>(graph.nodes[index].what);
  for (std::size_t axis = 0; axis < p.amounts.size(); ++axis) {
    const bool window_axis = p.amounts.size() == 4 && (axis == 1 || axis == 2);
    if (!window_axis && p.amounts[axis] != std::array{0, 0}) {
      fail("{}: it pads axis {} of {}; accepted: height and width of four dimensions",
           describe(graph, index), axis, dimensions(graph.at(graph.nodes[index].inputs[0]).dims));
    }
  }
}

// Adds `by` to a convolution's window.
struct widen {
  const ir::pad& by;

  bool operator()(ir::conv_2d& c) const { return grow(c.sliding.window.pad); }
  bool operator()(ir::depthwise_conv_2d& c) const { return grow(c.sliding.window.pad); }
  template <class Operation>
  bool operator()(Operation&) const {
    return false;
  }

  bool grow(padding& pad) const {
    if (by.amounts.size() == 4) {
      pad.top += by.amounts[1][0];
      pad.bottom += by.amounts[1][1];
      pad.left += by.amounts[2][0];
      pad.right += by.amounts[2][1];
    }
    return true;
  }
};

// Makes node `reader` read what the pads in front of it read.
void skip_pads(ir::graph& graph, std::size_t reader) {
  ir::node& node = graph.nodes[reader];
  for (int& input : node.inputs) {
    for (std::size_t from = pad_before(graph, input); from != nobody;
         from = pad_before(graph, input)) {
      const ir::node& source = graph.nodes[from];
      if (!std::visit(widen{std::get<ir::pad>(source.what)}, node.what)) {
        fail("{}: {} reads its output; accepted: readers CONV_2D and DEPTHWISE_CONV_2D",
             describe(graph, from), describe(graph, reader));
      }
      input = source.inputs[0];
    }
  }
}

}  // namespace

void merge_pads(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (std::holds_alternative<ir::pad>(graph.nodes[i].what)) {
      check_axes(graph, i);  // a pad of a pad: whoever reads it adds up both
    } else {
      skip_pads(graph, i);
    }
  }
  if (const std::size_t last = pad_before(graph, graph.output); last != nobody) {
    fail("{}: its output is the network's; accepted: a convolution that reads it",
         describe(graph, last));
  }
}

std::vector<std::string> run_passes(ir::graph& graph) {
  std::vector<std::string> notes;
  check_graph(graph);
  dequantize_weights(graph, notes);
  mean_to_global_pool(graph);
  make_pads_explicit(graph);
  check_shapes(graph);
  check_types(graph, notes);
  merge_pads(graph);
  return notes;
}

}  // namespace tyto::convert
