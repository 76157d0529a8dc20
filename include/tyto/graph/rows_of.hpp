// SPDX-License-Identifier: Apache-2.0
// Some rows of a layer's output, as a layer of its own: any kernel computes them.
#pragma once

#include "tyto/core/shape.hpp"
#include "tyto/graph/row_by_row.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

// The window that Layer slides over the rows of its one input; 1 x 1 where it has none.
template <class Layer>
constexpr window window_of() {
  return window_of_spec(Layer::spec);
}

// Rows [Begin, End) of Layer's output; its input is the rows [input_begin, input_begin +
// spec.input.height) of Layer's input, and its pads what of the padding those rows reach into.
template <class Layer, int Begin, int End>
struct rows_of : Layer {
 private:
  static constexpr window slid = window_of<Layer>();
  static constexpr int first = Begin * slid.stride.height - slid.pad.top;
  static constexpr int end = (End - 1) * slid.stride.height - slid.pad.top + slid.size.height;

 public:
  static constexpr int input_begin = first > 0 ? first : 0;
  static constexpr ops::spec_of<Layer> spec = [] {
    auto s = Layer::spec;
    const int height = s.input.height;
    s.input.height = (end < height ? end : height) - input_begin;
    s.output.height = End - Begin;
    if constexpr (requires { s.second; }) {
      if (s.second.height == height) s.second.height = s.input.height;
    }
    if constexpr (requires { s.window; }) {
      s.window.pad.top = input_begin - first;
      s.window.pad.bottom = end > height ? end - height : 0;
    }
    return s;
  }();
};

}  // namespace tyto::graph
