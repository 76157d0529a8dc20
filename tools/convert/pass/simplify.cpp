// SPDX-License-Identifier: Apache-2.0
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

void simplify(ir::graph& graph) {
  remove_views(graph);
  // Each makes way for the other: x * a + b, then * c + d.
  for (std::size_t before = 0; before != graph.nodes.size();) {
    before = graph.nodes.size();
    fold_bias_add(graph);
    fold_batch_norm(graph);
  }
  scale_to_depthwise(graph);
  fuse_activations(graph);
  remove_transposes(graph);
  fold_qdq(graph);
  remove_views(graph);
}

}  // namespace tyto::convert
