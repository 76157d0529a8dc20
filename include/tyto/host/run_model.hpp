// SPDX-License-Identifier: Apache-2.0
// Runs a baked model on raw bytes: for tools and tests that know a model only as a file.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "tyto/core/shape.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/graph/source_operator.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::host {

using byte_vector = std::vector<char>;

template <class Model>
inline constexpr std::size_t input_bytes = Model::network::input_elements *
                                           sizeof(typename Model::network::input_element);
template <class Model>
inline constexpr std::size_t output_bytes = Model::network::output_elements *
                                            sizeof(typename Model::network::output_element);

namespace detail {

// One tensor of a run.
struct tensor {
  byte_vector data;
  tyto::shape shape;
  std::size_t element_bytes = 1;
};

// Hook that keeps every layer's output; the memory plan lets later layers overwrite it.
struct keep_outputs {
  std::vector<tensor>& kept;

  template <class Layer>
  void before(int) const {}

  template <class Layer>
  void after(int, const ops::element_of<Layer>* output) const {
    constexpr tyto::shape shape = Layer::spec.output;
    const auto* first = reinterpret_cast<const char*>(output);
    const std::size_t size = static_cast<std::size_t>(shape.elements()) * sizeof(*output);
    kept.push_back({byte_vector(first, first + size), shape, sizeof(*output)});
  }
};

// The tensor with the border that an operator adds; a float tensor's is of zeros.
inline byte_vector padded(const tensor& inner, const graph::source_operator& op) {
  const padding& pad = op.pad;
  const tyto::shape in = op.inside == tyto::shape{0, 0, 0} ? inner.shape : op.inside;
  const tyto::shape outer{in.height + pad.top + pad.bottom, in.width + pad.left + pad.right,
                          in.channels};
  byte_vector out(static_cast<std::size_t>(outer.elements()) * inner.element_bytes,
                  static_cast<char>(op.pad_value));
  const std::size_t row = static_cast<std::size_t>(in.row_elements()) * inner.element_bytes;
  for (int y = 0; y < in.height; ++y) {
    std::memcpy(out.data() + outer.index(y + pad.top, pad.left, 0) * inner.element_bytes,
                inner.data.data() + static_cast<std::size_t>(y) * row, row);
  }
  return out;
}

template <class Model, class Hook>
byte_vector run_with(std::span<const char> input, Hook&& hook) {
  using network = typename Model::network;
  // Copied: the caller's bytes need not be aligned for the network's element.
  std::vector<typename network::input_element> in(network::input_elements);
  std::vector<typename network::output_element> out(network::output_elements);
  std::memcpy(in.data(), input.data(), input_bytes<Model>);
  typename network::arena arena;
  network::run(in.data(), out.data(), arena, hook);
  const auto* first = reinterpret_cast<const char*>(out.data());
  return {first, first + output_bytes<Model>};
}

}  // namespace detail

// The output tensor for an input tensor of input_bytes<Model> bytes.
template <class Model>
byte_vector run_model(std::span<const char> input) {
  return detail::run_with<Model>(input, graph::no_hook{});
}

// The output of every operator of the source file, in its order, back to back: also of those that
// are no layer here, because they only name a tensor anew (reshape) or put a border around it.
template <class Model>
byte_vector run_operators(std::span<const char> input) {
  using network = typename Model::network;
  std::vector<detail::tensor> layers;
  detail::run_with<Model>(input, detail::keep_outputs{layers});
  const detail::tensor network_input{byte_vector(input.begin(), input.end()), network::input_shape,
                                     sizeof(typename network::input_element)};
  byte_vector out;
  for (const graph::source_operator& op : Model::source_operators) {
    const detail::tensor& from = op.layer == graph::network_input_index
                                     ? network_input
                                     : layers[static_cast<std::size_t>(op.layer)];
    const byte_vector data = op.pad == padding{} ? from.data : detail::padded(from, op);
    out.insert(out.end(), data.begin(), data.end());
  }
  return out;
}

}  // namespace tyto::host
