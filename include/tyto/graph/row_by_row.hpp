// SPDX-License-Identifier: Apache-2.0
// Which layers make each row of their output from some rows of their inputs, in the same way
// everywhere: of those a stream makes the new rows alone. The others read all rows and run whole.
#pragma once

#include "tyto/core/shape.hpp"
#include "tyto/ops/concatenate.hpp"
#include "tyto/ops/dequantize.hpp"
#include "tyto/ops/quantize.hpp"
#include "tyto/ops/recode.hpp"
#include "tyto/ops/slice.hpp"

namespace tyto::graph {

namespace detail {

template <class Spec>
constexpr bool makes_row_of_rows(const Spec& s) {
  if constexpr (requires { s.second; }) {
    return s.second.height == (s.input_count == 2 ? s.input.height : 1);
  } else {
    return requires {
      s.rows_read(0);
    }
    || requires {
      s.elementwise;
    };
  }
}
template <element T>
constexpr bool makes_row_of_rows(const ops::concatenate<T>& s) {
  return s.axis != ops::axis::height;
}
template <element T>
constexpr bool makes_row_of_rows(const ops::slice<T>& s) {
  return s.begin.height == 0 && s.step.height == 1 && s.output.height == s.input.height;
}
constexpr bool makes_row_of_rows(const ops::quantize&) {
  return true;
}
constexpr bool makes_row_of_rows(const ops::dequantize&) {
  return true;
}
template <class From, class To>
constexpr bool makes_row_of_rows(const ops::recode<From, To>&) {
  return true;
}

}  // namespace detail

// Of a layer's spec. A layer of a single row is made anew whenever the window has moved, from as
// many rows as it reads: its stride and its pads along the rows do not matter.
template <class Spec>
constexpr bool is_row_by_row(const Spec& s) {
  return detail::makes_row_of_rows(s) && (s.output.height > 1 || s.input.height == 1);
}

// The window that a layer of this spec slides over the rows of its one input; 1 x 1 where it has
// none.
template <class Spec>
constexpr window window_of_spec(const Spec& s) {
  if constexpr (requires { s.window; }) {
    return s.window;
  } else {
    return {};
  }
}

}  // namespace tyto::graph
