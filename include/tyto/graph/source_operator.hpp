// SPDX-License-Identifier: Apache-2.0
// How the operators of a model's source file map to the layers it became.
#pragma once

#include "tyto/core/shape.hpp"
#include "tyto/graph/memory_plan.hpp"

namespace tyto::graph {

// One operator of the source, in its order. Reshapes and pads are no layers of their own: their
// output is another tensor's, byte for byte, or with a border around it.
struct source_operator {
  const char* name = "";            // as the source format calls it, such as CONV_2D
  int layer = network_input_index;  // whose output holds this operator's, or network_input_index
  padding pad{};                    // border that this operator adds to it
  int pad_value = 0;                // stored value of the border
  shape inside{0, 0, 0};            // what the border surrounds; zeros: the layer's own shape
};

}  // namespace tyto::graph
