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

// Real zeros around the height and width of four dimensions have a place in a window.
bool fits_a_window(const ir::pad& p) {
  for (std::size_t axis = 0; axis < p.amounts.size(); ++axis) {
    const bool window_axis = p.amounts.size() == 4 && (axis == 1 || axis == 2);
    if (!window_axis && p.amounts[axis] != std::array{0, 0}) return false;
  }
  return p.zero;
}

// Adds `by` to a convolution's window, or to another pad of real zeros.
struct widen {
  const ir::pad& by;

  void operator()(ir::conv_2d& c) const { grow(c.sliding.window.pad); }
  void operator()(ir::depthwise_conv_2d& c) const { grow(c.sliding.window.pad); }
  void operator()(ir::pad& p) const {
    for (std::size_t axis = 0; axis < by.amounts.size(); ++axis) {
      p.amounts[axis][0] += by.amounts[axis][0];
      p.amounts[axis][1] += by.amounts[axis][1];
    }
  }
  template <class Other>
  void operator()(Other&) const {}

  void grow(padding& pad) const {
    if (by.amounts.size() == 4) {
      pad.top += by.amounts[1][0];
      pad.bottom += by.amounts[1][1];
      pad.left += by.amounts[2][0];
      pad.right += by.amounts[2][1];
    }
  }
};

// Whether `n` can take the pads in front of it over.
bool takes_pads(const ir::node& n) {
  const auto* p = std::get_if<ir::pad>(&n.what);
  return std::holds_alternative<ir::conv_2d>(n.what) ||
         std::holds_alternative<ir::depthwise_conv_2d>(n.what) || (p != nullptr && p->zero);
}

// Makes node `reader` read what the pads in front of it read, where it has a place for them.
void skip_pads(ir::graph& graph, std::size_t reader) {
  ir::node& node = graph.nodes[reader];
  if (!takes_pads(node)) return;
  for (int& input : node.inputs) {
    for (std::size_t from = pad_before(graph, input); from != nobody;
         from = pad_before(graph, input)) {
      const ir::node& source = graph.nodes[from];
      const auto& pad = std::get<ir::pad>(source.what);
      if (!fits_a_window(pad)) break;
      std::visit(widen{pad}, node.what);
      input = source.inputs[0];
    }
  }
}

}  // namespace

void merge_pads(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    skip_pads(graph, i);
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
