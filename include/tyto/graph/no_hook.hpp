// SPDX-License-Identifier: Apache-2.0
// What runs around the layers of a network.
#pragma once

#include "tyto/ops/layer.hpp"

namespace tyto::graph {

// Does nothing around each layer, at no cost. A hook of yours has the same two members: `before` to
// start a clock, `after` to stop it or to read the output (Layer::spec.output elements).
struct no_hook {
  template <class Layer>
  constexpr void before(int /*index*/) const {}
  template <class Layer>
  constexpr void after(int /*index*/, const ops::element_of<Layer>* /*output*/) const {}
};

}  // namespace tyto::graph
