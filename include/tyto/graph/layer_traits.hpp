// SPDX-License-Identifier: Apache-2.0
// What the graph asks of a layer, whatever its operator.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "tyto/core/arch.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

// The layers that a layer reads, in the order of its kernel's arguments:
//   using inputs = tyto::graph::from<conv_1, conv_2>;
template <class... Layers>
struct from {
  static constexpr int count = sizeof...(Layers);
};

// Spec of the network's input: a layer without a kernel, whose memory the caller owns.
template <class T>
requires tyto::element<T> || tyto::stored_integer<T>
struct network_input {
  using element = T;
  shape output;
  quantization quantized;  // of integers
};

namespace detail {

inline constexpr int no_zero_point = std::numeric_limits<int>::min();

template <class Layer>
constexpr bool in_place() {
  if constexpr (requires { Layer::spec.elementwise; }) {
    return Layer::spec.elementwise &&
           std::is_same_v<ops::input_element_of<Layer>, ops::element_of<Layer>>;
  }
  return false;
}

// The zero point Layer's output is stored with, its input's being `inherited`.
template <class Layer>
constexpr int output_zero_point(int inherited) {
  if constexpr (std::is_same_v<ops::element_of<Layer>, float>) {
    return no_zero_point;
  } else if constexpr (requires { Layer::spec.numerics; }) {
    return Layer::spec.numerics.output_zero_point;
  } else if constexpr (requires { Layer::spec.output_zero_point; }) {
    return Layer::spec.output_zero_point;
  } else if constexpr (requires { Layer::spec.to; }) {
    return Layer::spec.to.zero_point;
  } else if constexpr (requires { Layer::spec.quantized; }) {
    return Layer::spec.quantized.zero_point;
  } else {
    return inherited;  // pools keep it
  }
}

// The zero point Layer's output is stored with, wherever it comes from. (A network's input, and
// only it, has no `inputs`.)
template <class Layer>
constexpr int stored_zero_point() {
  if constexpr (requires { typename Layer::inputs; }) {
    constexpr auto of_first = []<class First, class... Rest>(from<First, Rest...>) {
      return stored_zero_point<First>();
    };
    return output_zero_point<Layer>(of_first(typename Layer::inputs{}));
  } else {
    return output_zero_point<Layer>(no_zero_point);
  }
}

// The zero point Layer takes its input `k` to have; no_zero_point where it does not care.
template <class Layer>
constexpr int input_zero_point(int k) {
  if constexpr (std::is_same_v<ops::input_element_of<Layer>, float>) {
    return no_zero_point;
  } else if constexpr (requires { Layer::spec.numerics; }) {
    return Layer::spec.numerics.input_zero_point;
  } else if constexpr (requires { Layer::spec.input_zero_point[0]; }) {
    return Layer::spec.input_zero_point[k];
  } else if constexpr (requires { int{Layer::spec.input_zero_point}; }) {
    return Layer::spec.input_zero_point;
  } else if constexpr (requires { Layer::spec.from; }) {
    return Layer::spec.from.zero_point;
  } else {
    return no_zero_point;
  }
}

// The shape that Layer takes its input `k` to have.
template <class Layer>
constexpr shape input_shape(int k) {
  if constexpr (requires { Layer::spec.input_shape(k); }) {
    return Layer::spec.input_shape(k);
  } else {
    return Layer::spec.input;
  }
}

template <class Layer>
constexpr std::int64_t output_bytes() {
  return Layer::spec.output.elements() * std::int64_t{sizeof(ops::element_of<Layer>)};
}

template <class Layer>
constexpr int input_count() {
  if constexpr (requires { Layer::spec.input_count; }) return Layer::spec.input_count;
  return 1;
}

// Bytes of a layer's constants.
template <class Layer>
constexpr std::int64_t constant_bytes() {
  std::int64_t bytes = 0;
  if constexpr (requires { Layer::weights; }) {
    bytes += std::int64_t{sizeof(Layer::weights) + sizeof(Layer::bias)};
  }
  if constexpr (requires { Layer::table; }) bytes += std::int64_t{sizeof(Layer::table)};
  if constexpr (requires { Layer::operand; }) bytes += std::int64_t{sizeof(Layer::operand)};
  if constexpr (requires { Layer::mantissa; }) {
    bytes += std::int64_t{sizeof(Layer::mantissa) + sizeof(Layer::exponent)};
  }
  return bytes;
}

// What the memory plan needs to know of Layer, less who it reads.
template <class Layer, class Arch>
constexpr buffer_request request_of() {
  constexpr auto& s = Layer::spec;
  buffer_request r;
  r.output_bytes = output_bytes<Layer>();
  r.input_count = Layer::inputs::count;
  r.scratch_bytes = scratch_bytes<Layer, Arch>;
  if constexpr (requires { s.rows_read(0); }) {
    r.with_input =
        row_overlap(s, s.input.row_elements() * std::int64_t{sizeof(ops::input_element_of<Layer>)},
                    s.output.row_elements() * std::int64_t{sizeof(ops::element_of<Layer>)});
  }
  r.with_input.in_place = in_place<Layer>();
  return r;
}

}  // namespace detail
}  // namespace tyto::graph
